import Failures
import Files
package import Foundation

/// The JSON of a saved state, which carries a digest of itself.
///
/// A state is a handful of numbers that decide which rows come next. What can be worked out from others is (see
/// `MixingPlan.place`); the digest is for those that nothing else tells, so that a record of which one number was
/// changed is refused whatever its file's hash says. Records of earlier versions have none.
package enum StateRecord {
    private struct Digest: Decodable { var digest: String? }

    /// A value as sorted JSON, so that the same state has the same bytes.
    ///
    /// - Throws: `Failure` when the value holds a number that JSON cannot.
    package static func write(_ value: some Encodable) throws -> Data {
        let plain = try json(value)
        guard plain.first == UInt8(ascii: "{"), plain.count > 2 else { return plain }
        return Data("{\"digest\":\"\(digest(of: plain))\",".utf8) + plain.dropFirst()
    }

    /// - Throws: `Failure` of kind `badData`, naming the key, when it is something else or was changed.
    package static func read<T: Decodable>(_ type: T.Type, from data: Data) throws -> T {
        let value: T
        do {
            value = try JSONDecoder().decode(type, from: data)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.badData, "the saved state cannot be read: \(words(error))", remedy: remedy)
        }
        guard let written = try? JSONDecoder().decode(Digest.self, from: data).digest, let same = value as? any Encodable
        else { return value }
        // Of the value rather than of the text, which may have been written anew with other spaces.
        guard written == digest(of: try json(same)) else {
            throw Failure(
                .badData, "the saved state is not what was written: 'digest' does not belong to its numbers",
                remedy: remedy)
        }
        return value
    }

    /// What JSON lacks or has wrong, with its key.
    package static func words(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let key = context.codingPath.map(\.stringValue).joined(separator: ".")
            return key.isEmpty ? "it is not JSON" : "\(key.quoted) is not what it should be"
        case .keyNotFound(let key, let context):
            let path = (context.codingPath.map(\.stringValue) + [key.stringValue]).joined(separator: ".")
            return "\(path.quoted) is missing"
        default: return "it is not JSON"
        }
    }

    private static let remedy = "resume from another checkpoint of the same run"

    private static func json(_ value: some Encodable) throws -> Data {
        try JSONCoding.data(value, .part, as: "a state")
    }

    /// 64-bit FNV-1a in hexadecimal.
    private static func digest(of data: Data) -> String {
        String(data.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, radix: 16)
    }
}
