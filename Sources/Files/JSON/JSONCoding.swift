public import Failures
public import Foundation

/// How values of this program become JSON and JSON becomes them: the one place of Foundation's encoder and decoder.
public enum JSONCoding {
    /// How the text is laid out. Keys are sorted in all of them, so that the same value has the same bytes.
    public enum Layout {
        /// Indented, with a newline at the end: a file of its own.
        case file
        /// One line with its newline, of a `.jsonl` file.
        case line
        /// One line without an end: a part of something else.
        case part
    }

    /// A value's bytes.
    ///
    /// - Parameters:
    ///   - what: what it is, for the message: "a training event".
    ///   - snakeCase: whether keys become `snake_case`.
    ///
    /// Throws `Failure(.failed)` for a number that is not finite, which JSON has no word for.
    public static func data(_ value: some Encodable, _ layout: Layout, as what: String, snakeCase: Bool = false)
        throws(Failure) -> Data
    {
        let encoder = JSONEncoder()
        if snakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if layout == .file { encoder.outputFormatting.insert(.prettyPrinted) }
        do {
            return try encoder.encode(value) + (layout == .part ? Data() : Data("\n".utf8))
        } catch let error as EncodingError {
            var reason = ""
            if case .invalidValue(let value, let context) = error { reason = ": it holds \(value)\(place(context))" }
            throw Failure(.failed, "\(what) cannot be written as JSON\(reason)")
        } catch {
            throw Failure(.failed, "\(what) cannot be written as JSON")
        }
    }

    /// A dictionary of plain values, sorted and indented, without an end. Throws `Failure(.failed)` as `data` does.
    package static func text(_ fields: [String: Any], as what: String) throws(Failure) -> String {
        // Foundation traps on what is no JSON.
        guard JSONSerialization.isValidJSONObject(fields),
            let data = try? JSONSerialization.data(
                withJSONObject: fields, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else { throw Failure(.failed, "\(what) cannot be written as JSON") }
        return String(decoding: data, as: UTF8.self)
    }

    /// The value in some bytes.
    ///
    /// - Parameters:
    ///   - place: the file, with the line where it is one of many.
    ///   - what: what it should be: "a checkpoint's manifest".
    ///   - remedy: what to do where it is not.
    ///   - info: what the decoder is told (`JSONDecoder.userInfo`).
    ///
    /// Throws `Failure(.badData)` that names the key that is wrong.
    public static func read<Value: Decodable>(
        _ type: Value.Type, from data: Data, at place: String? = nil, as what: String, remedy: String? = nil,
        telling info: [CodingUserInfoKey: any Sendable] = [:]
    ) throws(Failure) -> Value {
        let decoder = JSONDecoder()
        decoder.userInfo.merge(info) { $1 }
        do {
            return try decoder.decode(type, from: data)
        } catch {
            throw Failure(.badData, "this is not \(what): \(reason(error, data))", at: place, remedy: remedy)
        }
    }

    /// The value in a file; see `read(_:from:at:as:remedy:)`. Throws as `WholeFile.bytes` does as well.
    package static func read<Value: Decodable>(
        _ type: Value.Type, file: URL, atMost limit: Int = WholeFile.usualLimit, as what: String,
        ifMissing missing: String? = nil, remedy: String? = nil
    ) throws(Failure) -> Value {
        let data = try WholeFile.data(file, atMost: limit, ifMissing: missing)
        return try read(type, from: data, at: file.filePath, as: what, remedy: remedy)
    }

    private static func reason(_ error: any Error, _ data: Data) -> String {
        // Where it is no JSON at all, our own reader knows the byte.
        do throws(JSONError) {
            var scanner = JSONScanner([UInt8](data))
            try scanner.skipValue()
            try scanner.end()
        } catch {
            return "\(error.reason) (byte \(error.offset))"
        }
        switch error as? DecodingError {
        case .keyNotFound(let key, let context)?: return "the key \(key.stringValue.quoted) is missing\(place(context))"
        case .typeMismatch(let type, let context)?, .valueNotFound(let type, let context)?:
            return "\(kind(type)) was expected\(place(context))"
        case .dataCorrupted(let context)?: return "a value that is not possible\(place(context))"
        default: return "it cannot be read"
        }
    }

    private static func place(_ context: DecodingError.Context) -> String { place(context.codingPath) }
    private static func place(_ context: EncodingError.Context) -> String { place(context.codingPath) }

    private static func place(_ path: [any CodingKey]) -> String {
        let path = path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return path.isEmpty ? "" : " at \(path.oneLine(atMost: 120))"
    }

    /// A Swift type as a reader of JSON calls it.
    private static func kind(_ type: Any.Type) -> String {
        switch type {
        case is any BinaryInteger.Type: "a whole number"
        case is any BinaryFloatingPoint.Type: "a number"
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any RangeReplaceableCollection.Type: "a list"
        default: "an object"
        }
    }
}
