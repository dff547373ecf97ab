/// What an upload did.
public struct UploadResult: Sendable, Equatable {
    /// `org/name`.
    public var repository: String
    /// The commit, in hexadecimal: the new one, or the one that had everything already.
    public var commit: String
    /// Where to look at it.
    public var address: String
    /// The pull request's address, where one was made.
    public var pullRequest: String?
    /// Files of the commit, in its order.
    public var committed: [String] = []
    /// Files that the repository had already, with the same bytes.
    public var unchanged: [String] = []
    /// Large files whose bytes were in the Hub's storage already: an earlier upload that was interrupted, say.
    public var alreadyStored: [String] = []
    /// Files that the repository's own `.gitignore` leaves out.
    public var ignored: [String] = []
}
