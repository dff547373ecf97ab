import Failures
import Files
import Foundation
import TensorFiles

/// What another program's files have no place for, in an object of our own that its loader passes over: a key `orthosae`
/// in dictionary_learning's `config.json`, a file `orthosae.json` beside sparsify's two. Read back, it gives the same
/// description.
enum Remarks {
    static let key = "orthosae"
    static let fileName = "orthosae.json"

    /// Everything that is known, under SAELens' names.
    static func tree(_ about: SAEDescription) -> JSONTree {
        var tree: JSONTree = ["hook_name": .text(about.hookName), "model_name": .text(about.modelName)]
        tree = tree.setting("prepend_bos", to: .bool(about.prependsBOS))
        tree = tree.setting("exclude_special_tokens", to: .bool(about.excludesBOS))
        tree = tree.setting("center_writing_weights", to: .bool(about.centersWriting))
        tree = tree.setting("fold_value_biases", to: .bool(about.foldsValueBiases))
        tree = tree.setting("context_size", to: .integer(about.contextSize))
        tree = tree.setting("dataset_path", to: .text(about.dataset))
        tree = tree.setting("training_architecture", to: .text(about.trainedAs))
        tree = tree.setting("training_tokens", to: .integer(about.trainingTokens))
        tree = tree.setting("writer", to: .text(about.writer))
        if let l0 = about.publishedL0 { tree = tree.setting("l0", to: .number(l0)) }
        // SAELens' metadata is open; what it has besides comes back with it.
        if !about.others.isEmpty { tree = tree.setting("metadata", to: .object(about.others)) }
        return tree
    }

    /// Fills a description in from it. Throws `Failure(.badData)` for a value of another type.
    ///
    /// - Parameter tree: the same object as it stands in the file.
    static func read(_ file: ConfigurationFile, _ tree: JSONTree?, into about: inout SAEDescription) throws {
        about.others = SAEDescription.others(tree?["metadata"])
        func text(_ key: String, _ value: inout String) throws {
            if file.has(key), case let said = try file.string(key), !said.isEmpty { value = said }
        }
        func flag(_ key: String, _ value: inout Bool) throws { if file.has(key) { value = try file.bool(key) } }
        func count(_ key: String, _ value: inout Int) throws {
            if file.has(key), case let said = try file.integer(key, in: 0...(1 << 53)), said > 0 { value = said }
        }
        try text("hook_name", &about.hookName)
        try text("model_name", &about.modelName)
        try flag("prepend_bos", &about.prependsBOS)
        try flag("exclude_special_tokens", &about.excludesBOS)
        try flag("center_writing_weights", &about.centersWriting)
        try flag("fold_value_biases", &about.foldsValueBiases)
        try count("context_size", &about.contextSize)
        try text("dataset_path", &about.dataset)
        try text("training_architecture", &about.trainedAs)
        try count("training_tokens", &about.trainingTokens)
        try text("writer", &about.writer)
        if file.has("l0") { about.publishedL0 = try file.positive("l0") }
    }

    /// What of it the program itself will not know, in a sentence; none where nothing is lost.
    ///
    /// - Parameters:
    ///   - says: what its own files do say: of "hook", "model", "context".
    ///   - holder: where the remarks stand.
    static func note(
        _ about: SAEDescription, in format: SAEConversion.Format, saying says: Set<String>, holder: String
    ) -> [String] {
        var lost: [String] = []
        if !says.contains("hook"), !about.hookName.isEmpty { lost.append("the hook \(about.hookName)") }
        if !says.contains("model"), !about.modelName.isEmpty { lost.append("the model \(about.modelName)") }
        if !about.prependsBOS { lost.append("prepend_bos false") }
        if about.centersWriting { lost.append("center_writing_weights true") }
        if about.foldsValueBiases { lost.append("fold_value_biases true") }
        if let l0 = about.publishedL0 { lost.append("L0 \(l0)") }
        let unknown = about.hookName.isEmpty ? ["no hook is known, and none is written"] : []
        let others = about.others.map(\.key).joined(separator: ", ")
        if !others.isEmpty { lost.append("the metadata \(others.oneLine(atMost: 200))") }
        if lost.isEmpty { return unknown }
        return unknown + ["\(format.rawValue) has no place for \(lost.joined(separator: ", ")): kept in \(holder), which only orthosae reads"]
    }
}
