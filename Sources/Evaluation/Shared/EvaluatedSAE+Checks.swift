import Failures
import Foundation
public import LanguageModels

extension EvaluatedSAE {
    /// Throws `Failure(.badData)` where the SAE cannot read this model: another width, or a layer that it lacks.
    public func requireFit(_ model: Gemma2) throws {
        let c = model.configuration, place = folder.path(percentEncoded: false)
        guard width == c.hiddenSize else {
            throw Failure(
                .badData, "the SAE's width is \(width), the model's \(c.hiddenSize)", at: place,
                remedy: "name the model that the SAE was trained on with --model")
        }
        guard hook.layer < c.layers else {
            throw Failure(
                .badData, "the SAE reads \(hook), but the model has \(c.layers) layers", at: place,
                remedy: "name the model that the SAE was trained on with --model")
        }
    }
}
