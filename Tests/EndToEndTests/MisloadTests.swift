import Foundation
import Testing

/// An SAE whose first batch is not what is published of it.
@Suite struct `A misloaded SAE` {
    /// A `sparsity.safetensors` that says the same rate for every latent, as its logarithm.
    private func sparsity(_ latents: Int, log10 rate: Float) -> Data {
        let header = "{\"sparsity\":{\"dtype\":\"F32\",\"shape\":[\(latents)],\"data_offsets\":[0,\(4 * latents)]}}"
        var data = Data()
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
        data.append(contentsOf: header.utf8)
        for _ in 0..<latents { withUnsafeBytes(of: rate.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
        return data
    }

    @Test func `is warned of loudly, and the right one is not`() throws {
        let place = try Workplace()
        let trained = try place.orthosae(tiny + ["--architecture", "standard", "--out", "run"])
        try #require(trained.status == 0, "\(trained.errors)")
        let harvested = try place.orthosae(
            "harvest", "--layer", "1", "--tokens", "1000", "--threads", "1", "--set", "data.held_out_rows=0", "--out", "shards")
        try #require(harvested.status == 0, "\(harvested.errors)")
        let encode = ["--activations", "shards", "--out", "encoded.safetensors"]
        let right = try place.orthosae(["encode", "run"] + encode)
        #expect(right.status == 0 && !right.errors.contains("MISLOADED"), "\(right.errors)")
        let evaluated = try place.orthosae(["evaluate", "run", "--out", "right"] + EvaluationPlace.few)
        #expect(evaluated.status == 0 && !evaluated.errors.contains("MISLOADED"), "\(evaluated.errors)")

        // The same weights, of which another L0 is published.
        try sparsity(64, log10: -3).write(to: place.url.appending(path: "run/sae/sparsity.safetensors"))
        for command in [["encode", "run"] + encode, ["evaluate", "run", "--out", "wrong"] + EvaluationPlace.few] {
            let wrong = try place.orthosae(command)
            #expect(wrong.status == 0, "\(wrong.errors)")
            #expect(wrong.errors.contains("MISLOADED") && wrong.errors.contains("sparsity.safetensors"), "\(wrong.errors)")
        }
    }

    @Test func `train from it says so too`() throws {
        let place = try Workplace()
        let trained = try place.orthosae(tiny + ["--architecture", "standard", "--out", "run"])
        try #require(trained.status == 0, "\(trained.errors)")
        try sparsity(64, log10: -3).write(to: place.url.appending(path: "run/sae/sparsity.safetensors"))
        let tuned = try place.orthosae(
            "train", "--from", "run", "--threads", "1", "--tokens", "640", "--set", "data.batch=64", "--out", "tuned")
        #expect(tuned.status == 0 && tuned.errors.contains("MISLOADED"), "\(tuned.errors)")
    }
}
