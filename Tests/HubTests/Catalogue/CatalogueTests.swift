import Failures
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct `The catalogue of published SAEs` {
    private let catalogue: Catalogue

    init() throws { catalogue = try Catalogue.builtIn() }

    @Test func `has every SAE of SAELens' list, with all that the list says of it`() throws {
        let facts = try CatalogueFacts.read()
        #expect(catalogue.releases.count == 170 && facts.releases == 170 && facts.saes == 13_857)
        let (digest, entries) = try catalogue.contentDigest()
        #expect(entries == facts.saes)
        #expect(digest == facts.digest)
        #expect(catalogue.digest == facts.yaml_sha256 && catalogue.source.hasPrefix("sae-lens \(facts.sae_lens), 20"))
        #expect(Catalogue.notice.contains("Copyright (c) 2023 Joseph Bloom") && Catalogue.notice.contains("WITHOUT WARRANTY"))
    }

    @Test func `follows a canonical id to its path`() throws {
        let entry = try catalogue.entry("gemma-scope-2b-pt-res-canonical/layer_12/width_16k/canonical")
        #expect(entry.repository == "google/gemma-scope-2b-pt-res" && entry.path == "layer_12/width_16k/average_l0_82")
        #expect(entry.release == "gemma-scope-2b-pt-res-canonical" && entry.id == "layer_12/width_16k/canonical")
        #expect(entry.model == "gemma-2-2b" && entry.conversion == "gemma_2" && entry.neuronpedia == "gemma-2-2b/12-gemmascope-res-16k")
    }

    @Test func `says what a file alone does not`() throws {
        let scaled = try catalogue.entry("sae_bench_gemma-2-2b_topk_width-2pow12_date-1109/blocks.12.hook_resid_post__trainer_0")
        #expect(scaled.hook == "blocks.12.hook_resid_post" && scaled.conversion == "dictionary_learning_1")
        let toy = try catalogue.entry("gpt2-small-res-jb/blocks.8.hook_resid_pre")
        #expect(toy.hook == "blocks.8.hook_resid_pre" && toy.isCentred && toy.conversion == nil)
        let told = try catalogue.entry("temporal-sae-gemma-2-2b/blocks.12.hook_resid_post")
        #expect(told.dataset == "monology/pile-uncopyrighted" && told.hook == "blocks.12.hook_resid_post" && !told.isCentred)
        #expect(try catalogue.entry("mistral-7b-res-wg/blocks.8.hook_resid_pre").normalization == "constant_norm_rescale")
        #expect(try catalogue.entry("mntss-gemma-2-2b-2.5m-clt-as-per-layer/layer_7").path == "7")
        #expect(try catalogue.entry("gemma-scope-2-1b-pt-res/layer_13_width_16k_l0_big").hook == nil)
        let z = try catalogue.entries(of: "gpt2-small-hook-z-kk")
        #expect(z.count == 12 && z.first?.hook == "blocks.0.hook_z")
    }

    @Test func `takes an unknown release for a repository`() throws {
        let entry = try catalogue.entry("somebody/my-saes/run-3/sae")
        #expect(entry.repository == "somebody/my-saes" && entry.path == "run-3/sae" && entry.release == nil && entry.model == nil)
        #expect(try catalogue.entry(release: "somebody/my-saes", id: "run-3/sae") == entry)
        #expect(entry.name == "somebody/my-saes/run-3/sae")
    }

    @Test(arguments: [
        ("gemma-scope-2b-pt-rez/layer_0/width_16k/average_l0_105", "did you mean 'gemma-scope-2b-pt-res'?"),
        ("gemma-scope-2b-pt-res/layer_12/width_16k/canonical", "it is in the release gemma-scope-2b-pt-res-canonical"),
        ("gemma-scope-2b-pt-res/layer_12/width_16k/average_l0_83", "did you mean 'layer_12/width_16k/average_l0_82'?"),
        ("gpt2-small-res-jb/blocks.99.hook_resid_pre", "orthosae catalogue gpt2-small-res-jb lists all 13"),
        ("gpt2-small-res-jb", "did you mean"), ("", "lists them"), ("/", "lists them"), ("a/", "lists them"),
        ("gemma/", "lists them"), ("a//b", "lists them"),
    ])
    func `names what is near`(name: String, advice: String) throws {
        let failure = try #require(try failure { _ = try catalogue.entry(name) })
        #expect(failure.kind == .usage)
        #expect(failure.remedy?.contains(advice) == true, "\(failure)")
    }

    @Test func `compares no name that is too long to be one`() throws {
        let long = String(repeating: "x", count: 1_000_000)
        #expect(try failure { _ = try catalogue.entry(long) }?.remedy?.hasPrefix("orthosae catalogue lists them") == true)
        #expect(try failure { _ = try catalogue.entry("gpt2-small-res-jb/\(long)") }?.remedy?.hasPrefix("orthosae catalogue") == true)
    }

    @Test func `finds a model's releases under any of its names`() throws {
        let gemma = catalogue.releases(model: "google/gemma-2-2b")
        #expect(gemma == catalogue.releases(model: "Gemma-2-2B") && gemma.contains { $0.name == "gemma-scope-2b-pt-res" })
        #expect(gemma.allSatisfy { $0.model == "gemma-2-2b" })
        #expect(catalogue.releases(model: "openai-community/gpt2").contains { $0.name == "gpt2-small-res-jb" })
        #expect(catalogue.releases(model: "pythia").allSatisfy { $0.model == "pythia-70m-deduped" })
        #expect(catalogue.releases(model: "no such model").isEmpty)
    }

    private func failure(_ body: () throws -> Void) throws -> Failure? { try TestSupport.failure(of: body) }
}
