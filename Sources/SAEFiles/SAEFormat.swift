import Engine
import Failures
import Foundation

/// One program's way of keeping SAEs: a file in `Formats` and a line in `SAEFormats.all`.
protocol SAEFormat {
    /// As sentences name it: "sparsify".
    static var name: String { get }
    /// Whether what lies there is of this kind, by content: the files that are there and what their configuration says.
    static func matches(_ place: SAEPlace) -> Bool
    /// The files that say what is computed: configuration (where there is one) before weights.
    static func files(_ place: SAEPlace) -> [URL]
    /// - Throws: `Failure(.missingInput)` for a file that is not there; `.badData` for everything that cannot be computed
    ///   exactly as the format's own program does.
    static func read(_ place: SAEPlace, _ hints: SAEHints, _ engine: ComputeEngine) throws -> SAEContents
}

enum SAEFormats {
    /// In the order in which they are asked; the first that matches reads.
    static var all: [any SAEFormat.Type] {
        [
            SAELensFormat.self, SparsifyFormat.self, DictionaryLearningFormat.self, GemmaScopeFormat.self,
            GemmaScope2Format.self, LlamaScopeFormat.self, LlamaScopeR1Format.self, StateDictFormat.self,
            RefusedFormat.self,
        ]
    }

    /// Files of weights by which formats are known, and whose they are.
    private static let weights = [
        (SAELensFolder.weightsName, "SAELens"), (SparsifyFormat.weightsName, SparsifyFormat.name),
        (DictionaryLearningFormat.weightsName, DictionaryLearningFormat.name), ("params.npz", "Gemma Scope"),
        ("params.safetensors", "Gemma Scope 2"), ("checkpoints/final.safetensors", "Llama Scope"),
    ]

    /// Throws `Failure(.badData)` for a folder with the weights of two formats: which is meant cannot be told.
    static func requireOne(_ place: SAEPlace) throws {
        guard place.file == nil else { return }
        let found = weights.filter { place.has($0.0) }
        guard found.count > 1 else { return }
        throw Failure(
            .badData, "holds several SAEs: " + found.map { "\($0.0) as \($0.1) writes it" }.joined(separator: ", "),
            at: place.url.relativePath, remedy: "name the file that is meant, or keep them in folders of their own")
    }

    static func format(of place: SAEPlace) -> (any SAEFormat.Type)? { all.first { $0.matches(place) } }
}
