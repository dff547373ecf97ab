/// What breaks a table file's format, before the file and the place are known: whoever knows them makes a `Failure` of it.
struct Damage: Error {
    /// "its page header ends too soon".
    let what: String
    /// The file keeps the format, and uses a part of it that is not read here.
    let isUnsupported: Bool

    init(_ what: String, isUnsupported: Bool = false) {
        self.what = what
        self.isUnsupported = isUnsupported
    }
}
