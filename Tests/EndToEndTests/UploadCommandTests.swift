import Foundation
import Testing

/// What `orthosae upload` says before anything is sent; the conversation itself is tested in HubTests.
@Suite struct `orthosae upload` {
    @Test func `shows what it would send, and refuses what is no SAE`() throws {
        let place = try Workplace()
        let trained = try place.orthosae(tiny + ["--architecture", "topk", "--set", "sae.k=4", "--out", "run"])
        try #require(trained.status == 0, "\(trained.errors)")
        let planned = try place.orthosae("upload", "run", "me/saes", "--id", "layer_1/topk", "--dry-run", "--json")
        try #require(planned.status == 0, "\(planned.errors)")
        let json = try #require(JSONSerialization.jsonObject(with: Data(planned.output.utf8)) as? [String: Any])
        let files = try #require(json["files"] as? [[String: Any]])
        #expect(
            Set(files.compactMap { $0["path"] as? String }) == [
                "README.md", "layer_1/topk/cfg.json", "layer_1/topk/sae_weights.safetensors", "layer_1/topk/sparsity.safetensors",
            ])
        #expect(files.first { $0["path"] as? String == "README.md" }?["only_if_absent"] as? Bool == true)
        let text = try place.orthosae("upload", "run", "me/saes", "--dry-run")
        #expect(text.output.contains("run/cfg.json") && text.output.contains("nothing"), "\(text.output)")

        let offline = try place.orthosae("upload", "run", "me/saes")
        #expect(offline.status != 0 && !offline.lastError.isEmpty)
        for (arguments, status) in [(["nothing", "me/saes"], 66), (["run", "a/b/c"], 64), (["run", "datasets/me/x"], 64)] as [([String], Int32)] {
            let refused = try place.orthosae(["upload"] + arguments + ["--dry-run"])
            #expect(refused.status == status, "\(arguments): \(refused.errors)")
        }
    }
}
