/// A type that a setting can have: read from text, written to YAML.
protocol SettingValue: Equatable, Sendable {
    /// What a valid value is called in help and errors: "a whole number".
    static var kind: String { get }
    /// nil when the text says something else.
    init?(setting text: SettingText)
    /// As YAML, on one line.
    var yaml: String { get }
}

extension Bool: SettingValue {
    static var kind: String { "true or false" }
    init?(setting text: SettingText) {
        switch text {
        case .plain("true"): self = true
        case .plain("false"): self = false
        default: return nil
        }
    }
    var yaml: String { self ? "true" : "false" }
}

extension Int: SettingValue {
    static var kind: String { "a whole number" }
    init?(setting text: SettingText) {
        guard case .plain(let word) = text, let value: Int = WholeNumber.read(word) else { return nil }
        self = value
    }
    var yaml: String { String(self) }
}

extension UInt64: SettingValue {
    static var kind: String { "a whole number from 0 to 2^64 - 1" }
    init?(setting text: SettingText) {
        guard case .plain(let word) = text, let value: UInt64 = WholeNumber.read(word) else { return nil }
        self = value
    }
    var yaml: String { String(self) }
}

extension Float: SettingValue {
    static var kind: String { "a number" }
    /// Infinities and NaN are refused: no setting can mean them.
    init?(setting text: SettingText) {
        guard case .plain(let word) = text, let value = Float(word.filter { $0 != "_" }), value.isFinite else {
            return nil
        }
        self = value
    }
    /// The shortest decimal that reads back as the same bits.
    var yaml: String { YAMLText.number(description) }
}

extension String: SettingValue {
    static var kind: String { "text" }
    init?(setting text: SettingText) {
        switch text {
        case .plain(let word), .quoted(let word): self = word
        case .list, .none: return nil
        }
        if isEmpty { return nil }
    }
    var yaml: String { YAMLText.quoted(self) }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    static var kind: String { "\(Wrapped.kind), or null" }
    init?(setting text: SettingText) {
        if text == .none {
            self = .none
        } else {
            guard let value = Wrapped(setting: text) else { return nil }
            self = value
        }
    }
    var yaml: String { map(\.yaml) ?? "null" }
}

extension Array: SettingValue where Element == String {
    static var kind: String { "text, or a list of texts" }
    init?(setting text: SettingText) {
        switch text {
        case .plain(let word): self = word.split(separator: ",").map(String.init)
        case .quoted(let word): self = [word]
        case .list(let items): self = items
        case .none: return nil
        }
        if isEmpty || contains("") { return nil }
    }
    var yaml: String { "[" + map(YAMLText.quoted).joined(separator: ", ") + "]" }
}
