import Failures

/// The fields that several displays have.
extension StatusLine.Field {
    /// "step 1,200/97,656", "1200/97656", "1200".
    static func step(_ done: Int, of total: Int) -> Self {
        Self(["step \(done)/\(total)", "\(done)/\(total)", "\(done)"], rank: 0)
    }

    /// The time that is left, from whole to rough; of a time that nobody can tell there is no field.
    static func left(_ seconds: Double) -> Self? {
        guard seconds.isFinite else { return nil }
        let whole = Wording.duration(seconds)
        let rough =
            seconds < 60
            ? "\(Wording.count(Int(bounded: max(0, seconds).rounded())))s"
            : seconds < 3600
                ? "\(Int(bounded: seconds / 60))m"
                : seconds < 360_000 ? "\(Int(bounded: seconds / 3600))h" : "\(Wording.figure(seconds / 86400))d"
        return Self([whole + " left", whole, rough], rank: 0)
    }

    static func rate(_ tokensPerSecond: Double, rank: Int = 3) -> Self {
        Self([Wording.rate(tokensPerSecond)], rank: rank)
    }
}
