import Foundation
import Hashing

extension EvaluationFile {
    /// A UUID of version 4's form whose bits are those of a hash, so that equal inputs give equal ids.
    static func identity(_ parts: [String]) -> String {
        let hash = SHA256()
        for part in parts {
            // The length keeps ["ab", "c"] and ["a", "bc"] apart.
            hash.update(data: Data("\(part.utf8.count):\(part)".utf8))
        }
        var bytes = Array(hash.finalize().prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(SHA256.hexadecimal(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}
