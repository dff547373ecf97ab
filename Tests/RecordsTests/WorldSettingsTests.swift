import Failures
import Records
import Testing

/// A world stands in place of model and text: what belongs to these is refused beside one, not left out in silence.
@Suite struct WorldSettingsTests {
    private static func message(_ settings: [String]) throws -> String? {
        var config = RunConfig()
        for setting in settings {
            let parts = setting.split(separator: "=").map(String.init)
            try Setting.named(parts[0]).set(.plain(parts[1]), in: &config, at: nil)
        }
        do {
            try config.checkWorld()
            return nil
        } catch let failure as Failure {
            return failure.description
        }
    }

    @Test(arguments: [
        (["world.name=toy", "data.activations=shards"], "data.activations"),
        (["world.name=toy", "model.path=smollm2"], "model.path"), (["world.name=toy", "data.corpus=a.jsonl"], "data.corpus"),
        (["world.name=toy", "data.column=content"], "data.column"),
        (["world.name=toy", "data.mask_share=0.1"], "data.mask_share"),
        (["world.name=toy", "temporal.pairing=previous_token"], "temporal.pairing"),
        (["world.seed=3"], "--world toy"), (["world.tilt=0.5"], "--world toy"),
    ] as [([String], String)])
    func `what contradicts a world is refused by name`(settings: [String], word: String) throws {
        #expect(try Self.message(settings)?.contains(word) == true)
    }

    @Test(arguments: [["world.name=toy"], ["world.name=toy", "world.seed=3"], ["data.mask_share=0.1"], []])
    func `what does not is taken`(settings: [String]) throws { #expect(try Self.message(settings) == nil) }
}
