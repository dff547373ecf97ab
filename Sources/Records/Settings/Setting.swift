import Failures

/// One setting of a run: its name in files, its place in `RunConfig`, what it may be, and what it does.
///
/// `Setting.all` is the only list of settings. Files, `--set`, `resolved.yaml`, the checks and the help all read it.
public struct Setting: Sendable {
    /// The dotted path in a YAML file: `competition.threshold_end`.
    public let key: String
    /// What a valid value is: "a whole number, 1 or more".
    public let allowed: String
    /// What it does, in a sentence.
    public let help: String
    /// How it stands to the run's length; nil: it is no length in steps or tokens.
    public let length: Length?
    private let readYAML: @Sendable (RunConfig) -> String
    private let store: @Sendable (SettingText, inout RunConfig) -> Bool
    private let accepts: @Sendable (RunConfig) -> Bool

    init<Value: SettingValue>(
        _ key: String, _ path: any WritableKeyPath<RunConfig, Value> & Sendable, allowed: String = Value.kind,
        help: String, length: Length? = nil, where isValid: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) {
        self.key = key
        self.allowed = allowed
        self.help = help
        self.length = length
        readYAML = { $0[keyPath: path].yaml }
        accepts = { isValid($0[keyPath: path]) }
        store = { text, config in
            guard let value = Value(setting: text), isValid(value) else { return false }
            config[keyPath: path] = value
            return true
        }
    }

    /// Those that say where something lies: they decide nothing where that is told by its content.
    public static let places: Set<String> = ["model.path", "data.corpus", "data.activations", "world.parameters", "world.background", "init.from"]

    /// The value in a configuration, as it stands in `resolved.yaml`.
    public func yaml(of config: RunConfig) -> String { readYAML(config) }

    /// Puts a written value into a configuration.
    ///
    /// - Throws: `Failure(.usage)` naming key, value and place when it is not an allowed value.
    public func set(_ text: SettingText, in config: inout RunConfig, at place: String?) throws {
        guard store(text, &config) else {
            throw Failure(.usage, "\(key) cannot be \(text.shown)", at: place, remedy: "it must be \(allowed)")
        }
    }

    /// Checks the value that a configuration holds.
    ///
    /// - Throws: `Failure(.usage)` naming key and value.
    public func check(_ config: RunConfig) throws {
        guard accepts(config) else {
            throw Failure(.usage, "\(key) cannot be \(yaml(of: config))", remedy: "it must be \(allowed)")
        }
    }

    /// The setting of that name.
    ///
    /// - Throws: `Failure(.usage)` naming the key that was most likely meant.
    public static func named(_ key: String, at place: String? = nil) throws -> Setting {
        if let setting = byKey[key] { return setting }
        throw Failure(.usage, "there is no setting \(key.quoted)", at: place, remedy: advice(for: key))
    }

    private static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
}

// The kinds of setting, so that the table reads as one line each.
extension Setting {
    /// The largest dictionary: up to it a float32 holds every whole number, which prefixes are.
    static let mostLatents = 1 << 24
    /// The longest run, and the longest length in a run, in steps or tokens: products of two such numbers with a batch
    /// or a share stay far from where a double or an Int ends.
    static let mostSteps = 1_000_000_000_000

    /// A whole number that is no length in steps or tokens.
    static func count(
        _ key: String, _ path: any WritableKeyPath<RunConfig, Int> & Sendable, _ range: ClosedRange<Int>, _ help: String
    ) -> Setting {
        whole(key, path, range, help, nil)
    }

    /// A whole number of steps or tokens. How it stands to the run's length is part of its row, so that none can be
    /// added without deciding.
    static func length(
        _ key: String, _ path: any WritableKeyPath<RunConfig, Int> & Sendable, _ length: Length,
        _ range: ClosedRange<Int>, _ help: String
    ) -> Setting {
        whole(key, path, range, help, length)
    }

    private static func whole(
        _ key: String, _ path: any WritableKeyPath<RunConfig, Int> & Sendable, _ range: ClosedRange<Int>,
        _ help: String, _ length: Length?
    ) -> Setting {
        Setting(key, path, allowed: WholeNumber.allowed(range), help: help, length: length) { range.contains($0) }
    }

    static func number(
        _ key: String, _ path: any WritableKeyPath<RunConfig, Float> & Sendable, _ range: NumberRange, _ help: String
    ) -> Setting {
        Setting(key, path, allowed: range.name, help: help) { range.contains($0) }
    }

    static func choice<Value: SettingChoice>(
        _ key: String, _ path: any WritableKeyPath<RunConfig, Value> & Sendable, _ help: String
    ) -> Setting {
        Setting(key, path, help: help)
    }

    enum NumberRange: Sendable {
        case positive, notNegative, belowOne, share

        /// Short of where a float32 ends, so that a product with a small number is still one.
        static let most: Float = 3.4e38

        var name: String {
            switch self {
            case .positive: "a number above 0, at most 3.4e38"
            case .notNegative: "a number, 0 or more, at most 3.4e38"
            case .belowOne: "a number from 0 to below 1"
            case .share: "a number, 0 or more, at most 1"
            }
        }

        func contains(_ value: Float) -> Bool {
            switch self {
            case .positive: value > 0 && value <= NumberRange.most
            case .notNegative: value >= 0 && value <= NumberRange.most
            case .belowOne: value >= 0 && value < 1
            case .share: value >= 0 && value <= 1
            }
        }
    }
}

/// A setting that is one of a few words.
protocol SettingChoice: SettingValue, RawRepresentable, CaseIterable where RawValue == String {}

extension SettingChoice {
    static var kind: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
    init?(setting text: SettingText) {
        switch text {
        case .plain(let word), .quoted(let word): self.init(rawValue: word)
        case .list, .none: return nil
        }
    }
    var yaml: String { YAMLText.word(rawValue) }
}

extension Architecture: SettingChoice {}
extension DevicePrecision: SettingChoice {}
extension Recipe: SettingChoice {}
extension ActivationKind: SettingChoice {}
extension ThresholdParameter: SettingChoice {}
extension ThresholdWindow: SettingChoice {}
extension DecoderNorm: SettingChoice {}
extension BatchThresholdRule: SettingChoice {}
extension InitialRelation: SettingChoice {}
extension InitialDecoderBias: SettingChoice {}
extension Packing: SettingChoice {}
extension OnBadLine: SettingChoice {}
extension InputScaling: SettingChoice {}
extension L0Form: SettingChoice {}
extension CompetitionCoefficient: SettingChoice {}
extension CompetitionGradient: SettingChoice {}
extension TemporalPairing: SettingChoice {}
extension AuxiliaryForm: SettingChoice {}
extension PrefixWeighting: SettingChoice {}
extension OrthogonalityUnit: SettingChoice {}
extension CurriculumSchedule: SettingChoice {}
extension WarmupForm: SettingChoice {}
