import Failures

/// A setting's value as someone wrote it, in a file or on the command line, before it is understood.
public enum SettingText: Sendable, Equatable {
    /// A plain word or number: `0.3`, `relu`.
    case plain(String)
    /// Text in quotes, which is never a number or a truth value.
    case quoted(String)
    case list([String])
    /// `null`, `~`, or nothing at all.
    case none

    /// A list of numbers, with commas or as a list; nothing is an empty one. nil for anything else.
    var numbers: [Float]? {
        let words: [String]
        switch self {
        case .plain(let word): words = word.split(separator: ",").map(String.init)
        case .list(let items): words = items
        case .none: words = []
        case .quoted: return nil
        }
        let values = words.compactMap { Float(setting: .plain($0)) }
        return values.count == words.count ? values : nil
    }

    /// How it is named in an error.
    var shown: String {
        switch self {
        case .plain(let text): text.oneLine(atMost: 120)
        case .quoted(let text): "\"\(text.oneLine(atMost: 120))\""
        case .list(let items): "[\(items.joined(separator: ", ").oneLine(atMost: 120))]"
        case .none: "nothing"
        }
    }
}

/// One value given to one setting, and where it was given.
public struct SettingAssignment: Sendable, Equatable {
    public let key: String
    public let text: SettingText
    /// `run.yaml:12`, `--set`, `--tokens`.
    public let place: String

    public init(_ key: String, _ text: SettingText, at place: String) {
        self.key = key
        self.text = text
        self.place = place
    }

    /// Reads `key=value` as `--set` takes it. A list is written `key=a,b`.
    ///
    /// - Throws: `Failure(.usage)` when there is no `=`.
    public init(argument: String, at place: String = "--set") throws {
        guard let split = argument.firstIndex(of: "="), split != argument.startIndex else {
            throw Failure(
                .usage, "\(argument.quoted) is not key=value", at: place,
                remedy: "write for instance \(place) l1.weight=0.1")
        }
        let value = String(argument[argument.index(after: split)...])
        self.init(String(argument[..<split]), value.isEmpty || value == "null" ? .none : .plain(value), at: place)
    }
}
