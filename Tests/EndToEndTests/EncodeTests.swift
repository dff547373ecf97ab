import Foundation
import Testing

@Suite struct `orthosae encode` {
    private let sentence = ["--text", "The old man looked at the sea.", "--threads", "1"]

    private func trained() throws -> Workplace {
        let place = try Workplace()
        let run = try place.orthosae(tiny + ["--out", "run"])
        try #require(run.status == 0, "\(run.errors)")
        return place
    }

    @Test func `says what a latent is where it was recorded, and which command records it where not`() throws {
        let place = try trained()
        let before = try place.orthosae(["encode", "run"] + sentence)
        try #require(before.status == 0, "\(before.errors)")
        #expect(before.output.contains("what each latent is was not recorded: orthosae competition run\n"))

        try #require(place.orthosae("competition", "run").status == 0)
        for path in ["run", "run/sae"] {
            let after = try place.orthosae(["encode", path, "--json"] + sentence)
            try #require(after.status == 0, "\(after.errors)")
            let json = try #require(JSONSerialization.jsonObject(with: Data(after.output.utf8)) as? [String: Any])
            let tokens = try #require(json["tokens"] as? [[String: Any]])
            let latents = tokens.flatMap { $0["latents"] as? [[String: Any]] ?? [] }
            try #require(!latents.isEmpty)
            #expect(latents.contains { $0["label"] is String })
            #expect(json["labels_from"] as? String == "run/latents.jsonl")
            for latent in latents {
                let density = try #require(latent["density"] as? Double)
                #expect((0...1).contains(density) && latent["fires_on_most"] as? Bool == (density > 0.5))
            }
        }
        let text = try place.orthosae(["encode", "run"] + sentence).output
        #expect(text.contains("beside a latent: the token it fires on most, of "))
        // A relu SAE that has hardly been trained fires everywhere: the sign and its meaning come together.
        #expect(text.contains("* (") == text.contains("*: fires on more than half of all tokens"))
    }

    @Test func `takes rates from the SAE where nothing else is there`() throws {
        let place = try trained()
        let json = try place.orthosae(["encode", "run", "--json"] + sentence).output
        #expect(json.contains("\"density\" : 0") && json.contains("\"label\" : null"))
    }

    @Test func `of a run that is not finished says how far it is and how to finish it`() throws {
        let place = try trained()
        try FileManager.default.removeItem(atPath: place.path("run/sae"))
        let outcome = try place.orthosae(["encode", "run"] + sentence)
        #expect(outcome.status == 66)
        for words in [
            "the run is not finished", "it came to step 40 of 40", "newest checkpoint is step-40",
            "orthosae train --resume run",
        ] { #expect(outcome.lastError.contains(words), "'\(words)' in: \(outcome.lastError)") }
        try FileManager.default.removeItem(atPath: place.path("run/checkpoints"))
        let none = try place.orthosae(["encode", "run"] + sentence)
        #expect(none.status == 66 && none.lastError.contains("has no checkpoint"))
        #expect(none.lastError.contains("orthosae train --config "))
        let missing = try place.orthosae(["encode", "gone"] + sentence)
        #expect(missing.status == 66 && missing.lastError.contains("there is no such file or folder"))
    }

    @Test func `passes over records with impossible numbers, and says so`() throws {
        let place = try trained()
        try #require(place.orthosae("competition", "run").status == 0)
        let lines = String(decoding: try place.data("run/latents.jsonl"), as: UTF8.self)
        let damaged = lines.replacing(#/"density":[0-9.e-]+/#, maxReplacements: 1) { _ in "\"density\":1e300" }
        _ = try place.write(damaged, to: "run/latents.jsonl")
        let outcome = try place.orthosae(["encode", "run"] + sentence)
        #expect(outcome.status == 0 && outcome.output.contains("latents.jsonl: 1 lines that cannot be read"))
    }
}
