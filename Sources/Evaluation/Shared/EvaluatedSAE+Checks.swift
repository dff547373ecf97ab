import Autoencoders
public import Failures
import Foundation
public import LanguageModels
import SAEFiles

extension EvaluatedSAE {
    /// That no language model has what it reads.
    public var isOfAWorld: Failure {
        Failure(
            .usage, "the SAE was trained on a world with known features, not on a language model",
            at: folder.path(percentEncoded: false), remedy: "evaluate it with --evals ground-truth")
    }

    /// Throws `Failure(.badData)` where the SAE cannot read this model: another width, or a hook point that it lacks.
    public func requireFit(_ model: LanguageModel) throws {
        let c = model.configuration, place = folder.path(percentEncoded: false)
        guard !description.isOfWorld else { throw isOfAWorld }
        let remedy = "name the model that the SAE was trained on with --model"
        guard hook.layer < c.layers else {
            throw Failure(
                .badData, "the SAE reads \(hook), but the model has \(c.layers) layers", at: place, remedy: remedy)
        }
        guard c.sites.contains(hook.site) else {
            throw Failure(
                .badData, "the SAE reads \(hook), which a model of type \(c.family.quoted) has not", at: place,
                remedy: remedy)
        }
        guard width == c.width(at: hook) else {
            throw Failure(
                .badData, "the SAE's width is \(width), the model's \(c.width(at: hook)) at \(hook)", at: place,
                remedy: remedy)
        }
    }
}
