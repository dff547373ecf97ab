import Foundation
import Testing

@Suite struct `An interrupted run` {
    /// Long enough that the signal comes in the middle.
    private let long = tiny + ["--tokens", "64000", "--out", "run"]

    /// Sends the signal when the run has made its first events.
    private func interrupt(_ place: Workplace, _ number: Int32) throws -> Command.Outcome {
        try Command.run(long, in: place.url) { process in
            Command.wait(process) { place.exists("run/events.jsonl") }
            kill(process.processIdentifier, number)
        }
    }

    @Test(arguments: [(SIGINT, Int32(130)), (SIGTERM, Int32(143))])
    func `writes a checkpoint and ends with 128 and the signal's number`(number: Int32, status: Int32) throws {
        let place = try Workplace()
        let outcome = try interrupt(place, number)
        #expect(outcome.status == status, "\(outcome.errors)")
        let checkpoints = place.files.filter { $0.hasPrefix("run/checkpoints/step-") && $0.hasSuffix("manifest.json") }
        #expect(checkpoints.count == 1)
        #expect(!place.exists("run/sae"))
        #expect(outcome.errors.contains("orthosae train --resume \(place.path("run"))"))
        #expect(outcome.output.isEmpty)
    }

    @Test func `that is resumed ends with the bytes of one that was not`() throws {
        let place = try Workplace()
        try #require(interrupt(place, SIGINT).status == 130)
        let resumed = try place.orthosae("train", "--resume", "run")
        try #require(resumed.status == 0, "\(resumed.errors)")
        let whole = try place.orthosae(tiny + ["--tokens", "64000", "--out", "whole"])
        try #require(whole.status == 0, "\(whole.errors)")
        for file in [
            "sae/sae_weights.safetensors", "sae/cfg.json", "sae/sparsity.safetensors", "resolved.yaml",
            "checkpoints/step-1000/weights.safetensors", "checkpoints/step-1000/optimizer.safetensors",
        ] {
            #expect(try place.data("run/" + file) == place.data("whole/" + file), "\(file)")
        }
        func lines(_ run: String) throws -> Int {
            try place.data(run + "/events.jsonl").split(separator: UInt8(ascii: "\n")).count
        }
        #expect(try lines("run") == lines("whole"))
    }

    @Test func `that is finished already has nothing to resume but says its table again`() throws {
        let place = try Workplace()
        try #require(place.orthosae(tiny + ["--tokens", "640", "--out", "run"]).status == 0)
        let before = try place.data("run/sae/sae_weights.safetensors")
        let again = try place.orthosae("train", "--resume", "run")
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.contains("explained variance"))
        #expect(try place.data("run/sae/sae_weights.safetensors") == before)
    }

    @Test func `keeps its own settings`() throws {
        let place = try Workplace()
        let outcome = try place.orthosae("train", "--resume", "run", "--tokens", "5")
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("--resume"))
        #expect(try place.orthosae("train", "--resume", "nowhere").status == 66)
    }
}
