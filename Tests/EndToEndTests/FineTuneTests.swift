import Foundation
import Testing

/// `orthosae train --from`: a finished SAE as the start of a run.
@Suite struct `orthosae train --from` {
    /// So small a rate that nothing moves: what comes out is what went in.
    private let still = ["--set", "optimizer.learning_rate=1e-12", "--set", "optimizer.warmup=0"]

    private func trained(_ place: Workplace, _ more: [String] = []) throws {
        let outcome = try place.orthosae(tiny + ["--architecture", "topk", "--set", "sae.k=4", "--out", "first"] + more)
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func explainedVariance(_ outcome: Command.Outcome) throws -> Double {
        let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        return try #require(json?["explained_variance"] as? Double)
    }

    @Test func `takes size, architecture and hook from the SAE, and gives it back where nothing moves it`() throws {
        let place = try Workplace()
        try trained(place)
        let before = try place.orthosae("inspect", "first", "--json")
        let outcome = try place.orthosae(["train", "--from", "first", "--threads", "1", "--tokens", "1280", "--out", "second", "--json", "--set", "data.batch=64"] + still)
        try #require(outcome.status == 0, "\(outcome.errors)")
        let settings = String(decoding: try place.data("second/resolved.yaml"), as: UTF8.self)
        #expect(settings.contains("architecture: topk") && settings.contains("latents: 64"), "\(settings)")
        #expect(settings.contains("from: "), "\(before.output)")
        let one = try place.data("first/sae/sae_weights.safetensors"), two = try place.data("second/sae/sae_weights.safetensors")
        #expect(one.count == two.count)
        // The last bits of a scale and its inverse may differ; the header is the same.
        let (a, b) = (floats(one), floats(two))
        let largest = a.map { abs($0) }.max() ?? 0
        let worst = zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
        #expect(worst <= 1e-5 * largest, "\(worst) of \(largest)")
    }

    /// The numbers behind a safetensors header.
    private func floats(_ data: Data) -> [Float] {
        let start = data.startIndex
        let length = (0..<8).reduce(0) { $0 | Int(data[start + $1]) << (8 * $1) }
        let bytes = Array(data[(start + 8 + length)...])
        return stride(from: 0, to: bytes.count - 3, by: 4).map { i in
            Float(bitPattern: UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8 | UInt32(bytes[i + 2]) << 16 | UInt32(bytes[i + 3]) << 24)
        }
    }

    @Test func `refuses another size, and a comparison`() throws {
        let place = try Workplace()
        try trained(place)
        let larger = try place.orthosae("train", "--from", "first", "--latents", "65")
        #expect(larger.status == 64 && larger.errors.contains("64 latents"), "\(larger.errors)")
        let compared = try place.orthosae("compare", "--set", "init.from=first", "--tokens", "640")
        #expect(compared.status == 64 && compared.errors.contains("init.from"), "\(compared.errors)")
        let missing = try place.orthosae("train", "--from", "nothing")
        #expect(missing.status == 66, "\(missing.errors)")
        #expect(!place.exists("runs"))
    }

    @Test func `a run that started so is resumed without the SAE`() throws {
        let place = try Workplace()
        try trained(place)
        let arguments = ["train", "--from", "first", "--threads", "1", "--tokens", "1280", "--set", "data.batch=64"]
        let whole = try place.orthosae(arguments + ["--out", "whole", "--set", "record.checkpoint_every=10", "--keep", "2"])
        try #require(whole.status == 0, "\(whole.errors)")
        try FileManager.default.removeItem(at: place.url.appending(path: "first"))
        try FileManager.default.removeItem(at: place.url.appending(path: "whole/sae"))
        let weights = try place.data("whole/checkpoints/step-20/manifest.json")
        let resumed = try place.orthosae("train", "--resume", "whole/checkpoints/step-10")
        try #require(resumed.status == 0, "\(resumed.errors)")
        #expect(place.exists("whole/sae/cfg.json") && !weights.isEmpty)
    }
}
