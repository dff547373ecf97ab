import Foundation
import Testing

/// Runs that are gone on with from elsewhere, and from another checkpoint than the newest.
@Suite(.serialized) struct ResumePlaceTests {
    static func run(in place: Workplace) throws {
        let text = (0..<400).map { "{\"text\": \"The old man went down to the river and looked for boat \($0).\"}\n" }.joined()
        _ = try place.write(text, to: "text.jsonl")
        let trained = try place.orthosae(
            tiny + ["--set", "record.checkpoint_every=10", "--keep", "5", "--corpus", "text.jsonl", "--out", "run"])
        #expect(trained.status == 0, "\(trained.errors)")
    }

    static func damage(_ file: URL) throws {
        var data = try Data(contentsOf: file)
        data[data.count / 2] ^= 1
        try data.write(to: file)
    }

    @Test func `from another folder, from a named checkpoint, past a damaged one`() throws {
        let place = try Workplace()
        try ResumePlaceTests.run(in: place)
        let sae = "run/sae/sae_weights.safetensors", whole = try place.data(sae), events = try place.data("run/events.jsonl")
        try FileManager.default.createDirectory(atPath: place.path("other"), withIntermediateDirectories: true)
        let other = place.url.appending(path: "other")

        let named = try Command.run(["train", "--resume", "../run/checkpoints/step-20"], in: other)
        #expect(named.status == 0, "\(named.errors)")
        #expect(try place.data(sae) == whole)
        #expect(try place.data("run/events.jsonl").count { $0 == 10 } == events.count { $0 == 10 })

        try ResumePlaceTests.damage(place.url.appending(path: "run/checkpoints/step-40/weights.safetensors"))
        let refused = try Command.run(["train", "--resume", "../run"], in: other)
        #expect(refused.status == 65 && refused.lastError.contains("step-40"), "\(refused.errors)")
        let line = try #require(PrintedCommandTests.commands(in: refused.errors).last)
        let again = try PrintedCommandTests.shell(line, in: other)
        #expect(again.status == 0, "\(line): \(again.errors)")
        #expect(try place.data(sae) == whole)
    }

    @Test func `other text of the same size is refused, and moved text is found by --corpus`() throws {
        let place = try Workplace()
        try ResumePlaceTests.run(in: place)
        try FileManager.default.moveItem(atPath: place.path("text.jsonl"), toPath: place.path("text.moved"))
        let gone = try place.orthosae("train", "--resume", "run/checkpoints/step-20")
        #expect(gone.status == 66 && gone.lastError.contains("--corpus"), "\(gone.errors)")
        let moved = place.path("away/text.jsonl")
        try FileManager.default.createDirectory(atPath: place.path("away"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: place.path("text.moved"), toPath: moved)
        let found = try place.orthosae("train", "--resume", "run/checkpoints/step-20", "--corpus", moved)
        #expect(found.status == 0, "\(found.errors)")
        var text = try Data(contentsOf: URL(filePath: moved))
        text[text.count / 2] = text[text.count / 2] == UInt8(ascii: "a") ? UInt8(ascii: "e") : UInt8(ascii: "a")
        try text.write(to: URL(filePath: moved))
        let other = try place.orthosae("train", "--resume", "run/checkpoints/step-30", "--corpus", moved)
        #expect(other.status == 65 && other.lastError.contains("text.jsonl"), "\(other.errors)")
    }
}
