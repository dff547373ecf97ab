import EmbeddedModel
import Engine
import Evaluation
import Files
import Foundation
import LanguageModels
import TensorFiles
import TestSupport
import Tokens

/// SAEBench's own figures for three SAEs, and the model they belong to. Tests/Goldens/saebench/absorption.
struct AbsorptionFixture {
    static let saes = ["standard", "topk", "jumprelu"]
    static let folder = Goldens.url("saebench/absorption")
    static let probeFolder = folder.appending(path: "absorption_probe")

    let engine = ComputeEngine(threads: 2)

    static func sae(_ name: String, engine: ComputeEngine) throws -> EvaluatedSAE {
        try EvaluatedSAE(folder: Goldens.url("saebench/saes/\(name)"), engine: engine)
    }

    static func tokenizer() throws -> Tokenizer { try Tokenizer(file: EmbeddedGemma.folder() + "/tokenizer.json") }

    func subject(cache: URL? = nil) throws -> AbsorptionEvaluation.Subject {
        let folder = try EmbeddedGemma.folder()
        return AbsorptionEvaluation.Subject(
            model: try LanguageModel(folder: folder, engine: engine), folder: URL(filePath: folder, directoryHint: .isDirectory),
            tokenizer: try AbsorptionFixture.tokenizer(), cache: cache)
    }

    /// Everything that SAEBench shares for one SAE.
    static func artefacts(_ sae: String) throws -> AbsorptionArtefacts {
        try ArtefactFolder.read([probeFolder, folder.appending(path: sae)])
    }

    static func json(_ path: String) throws -> JSONTree { try JSONTree(file: folder.appending(path: path)) }

    /// A small plan: enough words for ten examples, few enough that the model takes a second.
    static func smallPlan() throws -> FirstLetterPlan {
        let words = FirstLetterVocabulary.words(of: try tokenizer())
        return try FirstLetterPlan(words: words.enumerated().filter { $0.offset % 12 == 0 }.map(\.element), seed: 3)
    }
}

/// A number of the goldens; NaN where there is none, so that every comparison with it fails.
func figure(_ tree: JSONTree?) -> Double { tree?.double ?? .nan }
