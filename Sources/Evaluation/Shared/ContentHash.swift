import Engine
import Foundation
import Hashing

/// A SHA-256 over several things of which each keeps its bounds: ["ab", "c"] and ["a", "bc"] differ.
final class ContentHash {
    private let hash = SHA256()

    func add(_ bytes: [UInt8]) {
        hash.update(data: Data("\(bytes.count):".utf8))
        hash.update(data: Data(bytes))
    }

    func add(_ text: String) { add(Array(text.utf8)) }

    func add(_ texts: [String]) {
        add("\(texts.count) of")
        for text in texts { add(text) }
    }

    /// Shape and elements.
    func add(_ matrix: Matrix) {
        add("\(matrix.rows) \(matrix.columns)")
        matrix.withBytes { hash.update(bufferPointer: $0) }
    }

    /// The digest's 64 hexadecimal digits. Call once, last.
    func digits() -> String { SHA256.hexadecimal(hash.finalize()) }

    /// Of some texts.
    static func digits(of texts: [String]) -> String {
        let hash = ContentHash()
        hash.add(texts)
        return hash.digits()
    }
}
