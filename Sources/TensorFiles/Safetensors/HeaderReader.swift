import Failures
import Files

/// Reads the JSON of a tensor file's header, saying of everything that is wrong where in the header it stands: a repeated
/// key is an error, names are compared by their bytes (Swift calls "é" and "e" + accent equal), and only a plain natural
/// number is a number.
struct HeaderReader {
    private var scanner: JSONScanner
    private let place: String
    /// What is being read, as messages name it: "the header".
    private let part: String

    init(_ bytes: [UInt8], place: String, part: String) {
        scanner = JSONScanner(bytes)
        self.place = place
        self.part = part
    }

    func failure(_ what: String) -> Failure {
        Failure(
            .badData, "\(part) \(what) (at its byte \(scanner.position))", at: place,
            remedy: "the file is damaged or is not what its name says; fetch or write it again")
    }

    /// What the scanner found wrong, in these words.
    private func failure(_ error: JSONError, _ context: String) -> Failure {
        if scanner.bytesLeft == 0 { return failure("ends inside \(context)") }
        let expected = "expected "
        guard error.reason.hasPrefix(expected) else { return failure("has \(error.reason) in \(context)") }
        return failure("lacks \(error.reason.dropFirst(expected.count)) in \(context)")
    }

    /// Nothing but white space may follow.
    mutating func end() throws {
        guard scanner.peek() == nil else { throw failure("goes on after its closing brace") }
    }

    /// An object: `body` reads the value of each key. A key that comes twice is refused.
    mutating func object(_ context: @autoclosure () -> String, _ body: (inout HeaderReader, String) throws -> Void) throws {
        guard try enter("{", "}", context()) else { return }
        var seen = Set<[UInt8]>()
        repeat {
            let key: String
            do throws(JSONError) {
                var bytes: [UInt8] = []
                _ = try scanner.key(into: &bytes)
                key = try text(bytes)
            } catch {
                throw failure(error, "a key of \(context())")
            }
            guard seen.insert(Array(key.utf8)).inserted else {
                throw failure("has the key \(key.quoted) twice in \(context())")
            }
            try body(&self, key)
        } while try another("}", context())
    }

    /// An array: `body` reads each element.
    mutating func array(_ context: @autoclosure () -> String, _ body: (inout HeaderReader) throws -> Void) throws {
        guard try enter("[", "]", context()) else { return }
        repeat { try body(&self) } while try another("]", context())
    }

    /// A number of digits only: no sign, no fraction, no exponent, no leading zero, at most `Int.max`.
    mutating func naturalNumber(_ context: @autoclosure () -> String) throws -> Int {
        let (value, token, isTooLarge) = scanner.naturalNumber()
        if isTooLarge { throw failure("has \(token.quoted) for \(context()), which is too large") }
        guard let value else { throw failure("has \(token.quoted) for \(context()), not a natural number") }
        return value
    }

    /// A string, its escapes undone; its bytes must be UTF-8 and its surrogates paired.
    mutating func string(_ context: @autoclosure () -> String) throws -> String {
        guard scanner.peek() == UInt8(ascii: "\"") else { throw failure("lacks a string for \(context())") }
        do throws(JSONError) {
            var bytes: [UInt8] = []
            _ = try scanner.string(into: &bytes)
            return try text(bytes)
        } catch {
            throw failure(error, context())
        }
    }

    /// Any value, read and forgotten.
    mutating func skipValue(_ context: @autoclosure () -> String) throws {
        do throws(JSONError) { try scanner.skipValue() } catch { throw failure(error, context()) }
    }

    private func text(_ bytes: [UInt8]) throws(JSONError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw scanner.error("bytes that are not UTF-8")
        }
        return text
    }

    private mutating func enter(_ opening: Character, _ closing: Character, _ context: String) throws -> Bool {
        do throws(JSONError) { return try scanner.enter(opening, closing) } catch { throw failure(error, context) }
    }

    private mutating func another(_ closing: Character, _ context: String) throws -> Bool {
        do throws(JSONError) { return try scanner.another(closing) } catch { throw failure(error, context) }
    }
}
