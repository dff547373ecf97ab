import Failures
import LanguageModels
import Testing

@Suite struct HookpointTests {
    @Test(arguments: Hookpoint.Site.allCases)
    func `a name is read and given back`(site: Hookpoint.Site) throws {
        let hook = try Hookpoint("blocks.12.\(site.rawValue)")
        #expect(hook == Hookpoint(layer: 12, site: site))
        #expect(hook.name == "blocks.12.\(site.rawValue)" && "\(hook)" == hook.name)
    }

    @Test(arguments: [
        "", "blocks.3", "blocks.x.hook_resid_post", "blocks.-1.hook_resid_post", "blocks.03.hook_resid_post",
        "blocks.3.hook_resid_posts", "block.3.hook_resid_post", "blocks..hook_resid_post",
        "blocks.99999999999999999999.hook_mlp_out", "blocks.3.hook_resid_post.",
    ])
    func `what is no hook point is refused with the name`(name: String) {
        let failure = #expect(throws: Failure.self) { try Hookpoint(name) }
        #expect(failure?.kind == .usage)
        #expect(failure?.what.contains("'\(name)'") == true)
    }
}
