import Engine
import Evaluation
import Harvest
import SAEFiles
import Tokens

extension EvaluationRun {
    /// Rows of text that a look takes.
    private static let rowsOfALook = 16

    /// Holds each SAE against what is published of it, on the first rows of text, and says loudly where it cannot be the
    /// same: a wrong model, hook, BOS rule or threshold shows there and nowhere else.
    ///
    /// - Parameter tokens: the first rows of text for a group. Where there are none, nothing is said: that is told by who
    ///   needs them.
    func soundAlarms(_ tokens: (Int, EvaluationInputs, EvaluationInputs.Group) throws -> EvaluationTokens) {
        guard let inputs = try? inputs() else { return }
        for group in groups {
            let judged = group.saes.filter { $0.alarm.knowsSomething || $0.description.writer.isEmpty }
            guard !judged.isEmpty, let text = try? tokens(Self.rowsOfALook, inputs, group) else { continue }
            let rows = text.rows.map { TokenRow(ids: $0) }
            for sae in judged {
                let stream = HeldOutStream(
                    model: inputs.model, rows: rows, hook: sae.hook, dropping: inputs.tokenizer.bosID, engine: engine)
                guard let x = try? stream.matrix() else { continue }
                let isForeign = sae.description.writer.isEmpty
                if let warning = sae.alarm.warning(
                    sae.autoencoder, on: x, judgesReconstruction: isForeign, engine: engine)
                {
                    Terminal.say("warning: \(sae.release): \(warning)")
                }
            }
        }
    }
}
