import Activations
import Engine
import Failures
import Files
import Foundation
import TensorFiles

extension Failure {
    /// The same, naming the file where no place was known.
    func placed(at file: URL) -> Failure {
        place == nil ? Failure(kind, what, at: file.path(percentEncoded: false), remedy: remedy) : self
    }
}

/// A `SavedState` as two files: its JSON and its matrices.
package enum StateFiles {
    /// Throws `.io`.
    static func write(_ state: SavedState, json: String, tensors: String, into folder: URL) throws {
        try AtomicFile.write(state.json, to: folder.appending(path: json))
        var writer = SafetensorsWriter()
        for (name, matrix) in state.tensors { writer.add(name, matrix) }
        try writer.write(to: folder.appending(path: tensors))
    }

    /// Throws `.badData` or `.io`.
    static func read(json: String, tensors: String, from folder: URL) throws -> SavedState {
        let file = try SafetensorsFile(folder.appending(path: tensors))
        return SavedState(
            json: try data(folder.appending(path: json)),
            tensors: try file.names.map { (name: $0, matrix: try file.matrix($0)) })
    }

    /// Throws `.missingInput`.
    static func data(_ file: URL) throws -> Data {
        try WholeFile.data(file)
    }

    /// Makes a folder where there is none; one above it that was removed is missed, not made anew. Throws `.io`.
    static func makeFolder(_ folder: URL) throws { try NewFolders.makeInside(folder) }

    /// The same value has the same bytes.
    static func json(_ value: some Encodable) throws -> Data {
        try JSONCoding.data(value, .file, as: "a part of a checkpoint")
    }

    /// Throws `.badData` where the file holds something else.
    static func decode<T: Decodable>(_ type: T.Type, _ file: URL) throws -> T {
        try JSONCoding.read(
            type, file: file, as: "a part of a checkpoint as its name says", remedy: "resume from another checkpoint")
    }

    /// What may be done about a checkpoint that is not what it should be; whoever knows the run names the command.
    static let remedy = "resume from another checkpoint"

}
