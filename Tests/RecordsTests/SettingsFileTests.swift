import Failures
import Foundation
import Records
import Testing

@Suite struct `A settings file` {
    /// What is thrown when the text is read and its values are applied.
    private func thrown(by text: String) -> Failure? {
        do {
            var config = RunConfig()
            for assignment in try SettingsFile.parse(text, file: "run.yaml") {
                try Setting.named(assignment.key).set(assignment.text, in: &config, at: assignment.place)
            }
            return nil
        } catch { return error as? Failure }
    }

    @Test func `may nest its keys or write them with dots`() throws {
        var config = RunConfig()
        let text = "l1:\n  weight: 0.5\ndata.tokens: 5_000\nmodel: {hook: blocks.1.hook_mlp_out}\n"
        for assignment in try SettingsFile.parse(text, file: "f") {
            try Setting.named(assignment.key).set(assignment.text, in: &config, at: assignment.place)
        }
        #expect(config.l1.weight == 0.5)
        #expect(config.data.tokens == 5000)
        #expect(config.model.hook == "blocks.1.hook_mlp_out")
    }

    @Test(arguments: [
        ("l1:\n  wieght: 1\n", "run.yaml:2", "l1.wieght", "l1.weight"),
        ("\n\ncompetition.treshold_end: 0.2\n", "run.yaml:3", "competition.treshold_end", "competition.threshold_end"),
        ("learning_rate: 1\n", "run.yaml:1", "learning_rate", "optimizer.learning_rate"),
        ("optimiser:\n  beta1: 0\n", "run.yaml:1", "optimiser", "optimizer."),
        ("seed: 1\nl1:\n  weight: 0.1\nl1.weight: 0.2\n", "run.yaml:4", "l1.weight", "line 3"),
        ("seed: 1\nthreads: 2\nseed: 3\n", "run.yaml:3", "seed", "twice"),
        ("data:\n  tokens: many\n", "run.yaml:2", "data.tokens", "a whole number, 1 or more"),
        ("data:\n  tokens: \"5\"\n", "run.yaml:2", "data.tokens", "whole number"),
        ("data:\n  tokens: 0\n", "run.yaml:2", "cannot be 0", "1 or more"),
        ("data.shuffle: yes\n", "run.yaml:1", "data.shuffle", "true or false"),
        ("l1.weight: .nan\n", "run.yaml:1", "l1.weight", "a number, 0 or more"),
        ("sae.activation: gelu\n", "run.yaml:1", "gelu", "relu, topk, batchtopk, jumprelu"),
        ("matryoshka.prefixes: [0.5, 0.25]\n", "run.yaml:1", "[0.5, 0.25]", "a rising list"),
        ("matryoshka.prefixes: [0.5, 8]\n", "run.yaml:1", "matryoshka.prefixes", "shares below 1"),
        ("matryoshka.prefixes: [1.5]\n", "run.yaml:1", "matryoshka.prefixes", "numbers of latents"),
        ("matryoshka.prefixes: [0, 4]\n", "run.yaml:1", "matryoshka.prefixes", "a rising list"),
        ("orthogonality.chunk: 1\n", "run.yaml:1", "orthogonality.chunk", "2 or more"),
        ("optimizer.beta2: 1\n", "run.yaml:1", "optimizer.beta2", "below 1"),
        ("l1: 3\n", "run.yaml:1", "'l1'", "group"),
        ("l1: [unclosed\n", "run.yaml:2", "not YAML", "did not find"),
        ("- a\n- b\n", "run.yaml", "key: value", "configuration"),
        ("seed: -1\n", "run.yaml:1", "seed", "whole number"),
    ])
    func `that is wrong is refused by key, line and remedy`(
        text: String, place: String, what: String, remedy: String
    ) throws {
        let failure = try #require(thrown(by: text))
        #expect(failure.kind == .usage)
        #expect(failure.place == place)
        #expect(failure.description.contains(what), "\(failure)")
        #expect(failure.description.contains(remedy), "\(failure)")
    }

    @Test func `that does not exist is missing input`() {
        let missing = Failure(.missingInput, "there is no such file", at: "/nowhere.yaml", remedy: "check the path")
        #expect(throws: missing) { try SettingsFile.read("/nowhere.yaml") }
    }

    @Test func `that is empty or only comments sets nothing`() throws {
        #expect(try SettingsFile.parse("", file: "f").isEmpty)
        #expect(try SettingsFile.parse("# nothing\n", file: "f").isEmpty)
        #expect(try SettingsFile.parse("l1:\n", file: "f").isEmpty)
    }

    @Test(arguments: Architecture.allCases, Recipe.allCases)
    func `written from a configuration reads back as the same`(architecture: Architecture, recipe: Recipe) throws {
        var config = RunConfig.preset(.demo, architecture: architecture, recipe: recipe)
        config.model.path = "a \"model\"\\ folder: # ü\n"
        config.data.corpus = ["one.txt", "two, three.jsonl", "null"]
        config.data.column = architecture == .topk ? nil : "translation.en"
        config.data.activations = architecture == .topk ? nil : "true"
        config.seed = .max
        config.optimizer.epsilon = .leastNonzeroMagnitude
        config.l1.weight = 0.1
        let text = SettingsFile.write(config, heading: "test")
        var read = RunConfig()
        for assignment in try SettingsFile.parse(text, file: "resolved.yaml") {
            try Setting.named(assignment.key).set(assignment.text, in: &read, at: assignment.place)
        }
        #expect(read == config)
        #expect(SettingsFile.write(read, heading: "test") == text)
    }

    /// A field without a row in the table would be lost in resolved.yaml: flip each stored value and count.
    @Test func `has a key for every stored field of RunConfig`() {
        func leaves(_ value: Any) -> Int {
            let mirror = Mirror(reflecting: value)
            guard mirror.displayStyle == .struct, !mirror.children.isEmpty, !(value is any Collection) else { return 1 }
            return mirror.children.reduce(0) { $0 + leaves($1.value) }
        }
        #expect(leaves(RunConfig()) == Setting.all.count)
        #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
    }
}
