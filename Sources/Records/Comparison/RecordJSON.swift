public import Failures
public import Foundation

/// How the records of a comparison become bytes: keys sorted, so that the same record is the same file.
public enum RecordJSON {
    /// A file's bytes, indented, with a newline at the end.
    ///
    /// Throws `Failure(.failed)` for a plain `Double` that is not finite (`Finite` ones are written as null).
    public static func file(_ record: some Encodable) throws(Failure) -> Data {
        try bytes(record, [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted])
    }

    /// One line of a `.jsonl` file, with its newline.
    public static func line(_ record: some Encodable) throws(Failure) -> Data {
        try bytes(record, [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func bytes(_ record: some Encodable, _ format: JSONEncoder.OutputFormatting) throws(Failure) -> Data
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = format
        do {
            return try encoder.encode(record) + Data("\n".utf8)
        } catch {
            throw Failure(.failed, "a \(type(of: record)) cannot be written as JSON: \(error)")
        }
    }

    /// Reads a record. Throws `Failure(.badData)` that names `place` and the key that is wrong.
    public static func read<Record: Decodable>(_ type: Record.Type, from data: Data, at place: String) throws(Failure)
        -> Record
    {
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw Failure(.badData, "this is no \(type): \(reason(error))", at: place)
        } catch {
            throw Failure(.badData, "this is no \(type)", at: place)
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
            return path.isEmpty ? "" : " at \(path)"
        }
        switch error {
        case .keyNotFound(let key, let context): return "the key '\(key.stringValue)' is missing" + path(context)
        case .typeMismatch(let type, let context): return "a \(type) was expected" + path(context)
        case .valueNotFound(let type, let context): return "a \(type) was expected" + path(context)
        case .dataCorrupted(let context): return "it is not JSON, or a value is not possible" + path(context)
        @unknown default: return "it cannot be read"
        }
    }
}
