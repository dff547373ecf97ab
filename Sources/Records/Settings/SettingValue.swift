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
        guard let value = Int(wholeNumber: text) else { return nil }
        self = value
    }
    var yaml: String { String(self) }
}

extension UInt64: SettingValue {
    static var kind: String { "a whole number" }
    init?(setting text: SettingText) {
        guard let value = UInt64(wholeNumber: text) else { return nil }
        self = value
    }
    var yaml: String { String(self) }
}

extension FixedWidthInteger {
    /// `5000000`, `5_000_000` and `5e6` are the same.
    fileprivate init?(wholeNumber text: SettingText) {
        guard case .plain(let word) = text else { return nil }
        let digits = word.filter { $0 != "_" }
        if let value = Self(digits) {
            self = value
        } else if let value = Double(digits), let exact = Self(exactly: value), abs(value) < 0x1p53 {
            self = exact
        } else {
            return nil
        }
    }
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
    var yaml: String { description }
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

/// Small pieces of YAML that we write ourselves, so that a file's bytes depend on nothing else.
enum YAMLText {
    /// A double-quoted scalar.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value):
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\x" + String(repeating: "0", count: 2 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
