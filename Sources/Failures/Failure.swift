/// What went wrong with somebody's input, files or machine: one sentence that says what, where, and what to do.
///
/// Libraries throw it; only a caller's programming error traps. The command line turns `kind` into its exit code.
public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// Who is at fault, and so which exit code a command ends with.
    public enum Kind: Int32, Sendable {
        /// The work itself failed (a loss that is not finite, say): exit code 1.
        case failed = 1
        /// Wrong usage: an unknown key, an impossible value: exit code 64.
        case usage = 64
        /// Bytes that are not what they should be: exit code 65.
        case badData = 65
        /// Something named is not there: exit code 66.
        case missingInput = 66
        /// Reading or writing broke off: exit code 74.
        case io = 74
    }

    public let kind: Kind
    /// What is wrong, with the value: "tensor 'x' has shape [3], expected [4]".
    public let what: String
    /// The file (and `:line`) concerned, if there is one.
    public let place: String?
    /// What the reader may do about it.
    public let remedy: String?

    public init(_ kind: Kind, _ what: String, at place: String? = nil, remedy: String? = nil) {
        self.kind = kind
        self.what = what
        self.place = place
        self.remedy = remedy
    }

    /// The sentence a person reads: `place: what; remedy`, on one line whatever the parts hold.
    ///
    /// Who makes a failure quotes foreign values (`quoted`); this is the net under all of them, so that no file reaches
    /// the reader's terminal through a message.
    public var description: String {
        var text = what.oneLine(atMost: 1200)
        if let place { text = "\(place.oneLine(atMost: 450)): \(text)" }
        if let remedy { text += "; \(remedy.oneLine(atMost: 600))" }
        return text
    }
}
