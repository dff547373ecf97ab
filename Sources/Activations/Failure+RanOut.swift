public import Failures

extension Failure {
    /// The text ended before the run did. `served` of the `asked` activations were there.
    public static func textRanOut(after served: Int, asked: Int, at place: String? = nil) -> Failure {
        Failure(
            .badData, "the text ran out after \(served) of the \(asked) activations asked for", at: place,
            remedy: "give more text, allow more passes over it with --epochs, or ask for fewer with --tokens")
    }
}
