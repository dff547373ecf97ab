import ArgumentParser
import Failures
import SAEFiles

/// What a person knows of an SAE that its file does not say.
struct SAEHintOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "By what activations are multiplied before the SAE, where its file asks for a factor and does not give it "
                + "(SAELens' expected_average_only_in); the catalogue knows it for its own SAEs.", valueName: "s"),
        transform: OptionNumber.factor)
    var inputScale: Double?

    /// Adds it to what is known of an SAE.
    func add(to found: FinishedSAE) -> FinishedSAE {
        guard let inputScale else { return found }
        var hints = found.hints ?? SAEHints()
        hints.inputScale = inputScale
        return FinishedSAE(place: found.place, hints: hints, title: found.title, pinned: found.pinned)
    }
}
