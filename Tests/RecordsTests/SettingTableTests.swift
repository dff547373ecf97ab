import Failures
import Foundation
import Records
import Testing

@Suite struct `The table of settings` {
    /// A length that nobody compared with the run's: a schedule that never arrives. Whole numbers alone are lengths.
    @Test func `says of every length in steps or tokens how it stands to the run's`() {
        for setting in Setting.all where setting.allowed.hasPrefix("a whole number") {
            let words = "\(setting.key) \(setting.help)".lowercased()
            let speaks = words.contains(/\b(steps?|tokens|activations|batch)\b/)
            // Of each token or of a batch, not so many of them.
            let isCount = ["sae.k", "auxiliary.k", "seed", "data.seed", "data.epochs", "orthogonality.chunk", "competition.sample"]
                .contains(setting.key)
            #expect(!speaks || setting.length != nil || isCount, "\(setting.key) has no length class")
        }
        #expect(Setting.all.filter { $0.length == .schedule }.count >= 4)
    }

    @Test func `has an end for every number, and shows it`() throws {
        for setting in Setting.all where setting.allowed.hasPrefix("a ") && setting.allowed.contains("number") {
            if setting.key == "matryoshka.prefixes" { continue }
            #expect(setting.allowed.contains(/at most|below 1|2\^64/), "\(setting.key): \(setting.allowed)")
            guard !setting.allowed.contains("2^64") else { continue }
            var config = RunConfig()
            let whole = setting.allowed.hasPrefix("a whole number") ? ["9223372036854775807", "1e17", "1e30"] : []
            for word in whole + ["1e39", "-1e39", "1e300", "inf", "-inf", "nan", "-1", "1e17x", ""] {
                #expect(throws: Failure.self, "\(setting.key)=\(word)") {
                    try setting.set(.plain(word), in: &config, at: nil)
                }
            }
        }
    }

    @Test(arguments: [
        ("1e6", 1_000_000), ("1_000", 1000), ("0x10", 16), ("5.0", 5), ("+7", 7), ("1E3", 1000),
        ("1e30", nil), ("inf", nil), ("nan", nil), ("9223372036854775808", nil), ("1.5", nil), ("0o17", nil),
        ("-0", nil), ("", nil), ("1 000", nil), ("١", nil), ("1e-3", nil), ("9007199254740993.0", nil),
    ] as [(String, Int?)])
    func `reads a whole number or refuses it`(word: String, value: Int?) {
        var config = RunConfig()
        let was = config.data.tokens
        do {
            try Setting.named("data.tokens").set(.plain(word), in: &config, at: nil)
            #expect(value == config.data.tokens)
        } catch {
            #expect(value == nil, "\(word): \(error)")
            #expect(config.data.tokens == was)
        }
    }

    @Test(arguments: [
        ("lr", "optimizer.learning_rate"), ("LR", "optimizer.learning_rate"), ("l1_coefficient", "l1.weight"),
        ("d_sae", "sae.latents"), ("k", "sae.k"), ("batch_size", "data.batch"), ("batch-size", "data.batch"),
        ("ctx", "data.context"), ("context_size", "data.context"), ("warmup", "optimizer.warmup"),
        ("warmup_steps", "optimizer.warmup"), ("sead", "seed"), ("l1.wieght", "l1.weight"), ("tokens", "data.tokens"),
        ("learning_rate", "optimizer.learning_rate"), ("training.lr", "optimizer.learning_rate"),
        ("optimiser.learning_rate", "optimizer.learning_rate"), ("optimiser", "optimizer.…"), ("latent", "sae.latents"),
        ("x", nil), ("foo", nil), ("temperature", nil), ("qwertyuiop", nil), ("zz.zz", nil), ("", nil),
    ] as [(String, String?)])
    func `knows what a word most likely means, or says nothing`(word: String, key: String?) {
        #expect(Setting.nearest(to: word) == key)
    }

    @Test func `has an end for every alias`() {
        for (alias, key) in Setting.aliases {
            #expect(Setting.all.contains { $0.key == key }, "\(alias) -> \(key)")
            #expect(!Setting.all.contains { $0.key == alias }, "\(alias) is a setting")
        }
    }
}

/// What YAML 1.1 (PyYAML) and YAML 1.2 take for the same scalar.
@Suite struct `The scalars of a written settings file` {
    /// The patterns of yaml.org/type, as PyYAML's resolver has them.
    private static var float: Regex<Substring> { /[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?/ }
    private static var int: Regex<Substring> { /[-+]?(?:0|[1-9][0-9]*)/ }
    private static var words: Regex<Substring> { /(?i:~|null|y|n|yes|no|on|off|true|false)|<<|=/ }

    @Test(arguments: [
        (1e-8, "1.0e-08"), (1e-5, "1.0e-05"), (1.5e-7, "1.5e-07"), (0.04, "0.04"), (1, "1.0"), (0, "0.0"),
        (-0.0, "-0.0"),
        (7e-6, "7.0e-06"), (1e16, "1.0e+16"), (1e38, "1.0e+38"), (3.4028235e38, "3.4028235e+38"),
    ] as [(Float, String)])
    func `are numbers with a point`(value: Float, text: String) throws {
        #expect(YAMLText.number(value.description) == text)
        #expect(Float(text)?.bitPattern == value.bitPattern)
        #expect(text.wholeMatch(of: Self.float) != nil)
    }

    @Test(arguments: [
        "on", "off", "yes", "no", "Y", "N", "true", "Null", "~", "0o17", "017", "1:30", "12:30:45", "2001-01-01",
        "1e3", "1.0e+3", "0x1F", "0b1", ".inf", ".NaN", "=", "<<", "1_000", "", "a b", "a: b", "# a", "-", "- a", "[a]",
        "é",
    ])
    func `that could be something else are in quotes`(text: String) throws {
        for written in [YAMLText.word(text), YAMLText.quoted(text)] {
            #expect(written.hasPrefix("\"") && written.hasSuffix("\""), "\(written)")
        }
        // And they come back.
        var config = RunConfig()
        let read = try SettingsFile.parse("model.path: \(YAMLText.quoted(text))\n", file: "f")
        if !text.isEmpty {
            try Setting.named("model.path").set(read[0].text, in: &config, at: nil)
            #expect(config.model.path == text)
        }
    }

    @Test func `are each a number, a truth value or text in both versions`() throws {
        for architecture in Architecture.allCases {
            var config = RunConfig.preset(.demo, architecture: architecture)
            config.optimizer.learningRate = 1e-5
            config.matryoshka.prefixes = PrefixList([1e-5, 0.5])
            for setting in Setting.all {
                let written = setting.yaml(of: config)
                let scalars = written.hasPrefix("[")
                    ? written.dropFirst().dropLast().split(separator: ", ").map(String.init) : [written]
                for scalar in scalars where !scalar.hasPrefix("\"") {
                    let known = scalar.wholeMatch(of: Self.float) != nil || scalar.wholeMatch(of: Self.int) != nil
                        || ["true", "false", "null"].contains(scalar)
                    let isWord = scalar.wholeMatch(of: /[a-z_]+/) != nil
                        && scalar.wholeMatch(of: Self.words) == nil
                    #expect(known || isWord, "\(setting.key): \(scalar)")
                }
            }
        }
    }
}
