import Failures
import Hub
import TestSupport
import Testing

@Suite struct `The catalogue as a table` {
    private let catalogue: Catalogue

    init() throws { catalogue = try Catalogue.builtIn() }

    @Test func `has a row for each release`() throws {
        let listing = try CatalogueListing(catalogue)
        func row(_ release: String) throws -> [String] { try #require(listing.rows.first { $0[0] == release }) }
        #expect(listing.rows.count == 170 && listing.rows.allSatisfy { $0.count == listing.columns.count })
        #expect(
            try row("gpt2-small-resid-mid-v5-32k") == [
                "gpt2-small-resid-mid-v5-32k", "jbloom/GPT2-Small-OAI-v5-32k-resid-mid-SAEs", "gpt2-small", "12",
                "blocks.0–11.hook_resid_mid", "",
            ])
        #expect(try row("gemma-scope-27b-pt-res-canonical")[4] == "layers 10, 22, 34")
        #expect(try row("gemma-scope-2-4b-pt-res-all").suffix(2) == ["layers 0–33", "10–120"])
        #expect(try row("llama_scope_lxr_8x")[4] == "layers 0–31")
        #expect(try row("qwen-scope-3-1.7b-base-w32k-l50").suffix(2) == ["layers 0–27", "50"])
        #expect(try row("gpt2-small-res-jb")[4] == "blocks.0–11.hook_resid_pre, blocks.11.hook_resid_post")
        #expect(try row("goodfire-llama-3.1-8b-instruct")[4] == "layer 19")
    }

    @Test func `has the releases of one model, or says which models there are`() throws {
        let listing = try CatalogueListing(catalogue, model: "google/gemma-2-9b")
        #expect(listing.rows.count == catalogue.releases(model: "gemma-2-9b").count && listing.rows.count > 5)
        let failure = try #require(try failure { _ = try CatalogueListing(catalogue, model: "bert") })
        #expect(failure.kind == .usage && failure.remedy?.contains("pythia-70m-deduped") == true)
    }

    @Test func `has a row for each SAE of a release`() throws {
        let listing = try CatalogueListing(catalogue, release: "gemma-scope-2-1b-pt-res")
        #expect(listing.rows.count == 52)
        #expect(listing.rows.first == ["layer_13_width_16k_l0_big", "resid_post/layer_13_width_16k_l0_big", "layer 13", "150", ""])
        #expect(try failure { _ = try CatalogueListing(catalogue, release: "gemma-scope-2-1b-pt-rez") }?.kind == .usage)
    }

    private func failure(_ body: () throws -> Void) throws -> Failure? { try TestSupport.failure(of: body) }
}
