import Failures
import LanguageModels
import Testing

@Suite struct HookpointTests {
    @Test(arguments: Hookpoint.Site.allCases.filter { $0 != .embed })
    func `a name is read and given back`(site: Hookpoint.Site) throws {
        let hook = try Hookpoint("blocks.12.\(site.rawValue)")
        #expect(hook == Hookpoint(layer: 12, site: site))
        #expect(hook.name == "blocks.12.\(site.rawValue)" && "\(hook)" == hook.name)
    }

    @Test func `the embedding is before the first block`() throws {
        let hook = try Hookpoint("hook_embed")
        #expect(hook == Hookpoint(layer: 0, site: .embed) && hook.name == "hook_embed")
    }

    @Test(arguments: [
        ("model.layers.7", Hookpoint.Site.residPost), ("model.layers.7.output", .residPost),
        ("model.layers.7.mlp", .mlpRaw), ("model.layers.7.mlp.output", .mlpRaw),
        ("model.layers.7.self_attn.o_proj.input", .z),
    ])
    func `names of Hugging Face's modules mean what these hold`(name: String, site: Hookpoint.Site) throws {
        #expect(try Hookpoint(name) == Hookpoint(layer: 7, site: site))
    }

    @Test(arguments: [
        "", "blocks.3", "blocks.3.hook_embed", "model.layers.x", "model.layers.3.self_attn", "model.norm", "blocks.x.hook_resid_post", "blocks.-1.hook_resid_post", "blocks.03.hook_resid_post",
        "blocks.3.hook_resid_posts", "block.3.hook_resid_post", "blocks..hook_resid_post",
        "blocks.99999999999999999999.hook_mlp_out", "blocks.3.hook_resid_post.",
    ])
    func `what is no hook point is refused with the name`(name: String) {
        let failure = #expect(throws: Failure.self) { try Hookpoint(name) }
        #expect(failure?.kind == .usage)
        #expect(failure?.what.contains("'\(name)'") == true)
    }
}
