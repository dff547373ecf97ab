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
        let place = file.path(percentEncoded: false)
        guard let data = FileManager.default.contents(atPath: place) else {
            throw Failure(.missingInput, "there is no such file", at: place)
        }
        return data
    }

    /// Makes a folder, and those above it, where there is none. Throws `.io`.
    static func makeFolder(_ folder: URL) throws {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure(
                .io, "the folder cannot be made: \(error.localizedDescription)",
                at: folder.path(percentEncoded: false))
        }
    }

    /// The same value has the same bytes.
    static func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return try encoder.encode(value) + Data("\n".utf8)
    }

    /// Throws `.badData` where the file holds something else.
    static func decode<T: Decodable>(_ type: T.Type, _ file: URL) throws -> T {
        let data = try data(file)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw Failure(
                .badData, "the file is not what its name says: \(StateRecord.words(error))",
                at: file.path(percentEncoded: false), remedy: remedy)
        }
    }

    /// What may be done about a checkpoint that is not what it should be; whoever knows the run names the command.
    static let remedy = "resume from another checkpoint"

}
