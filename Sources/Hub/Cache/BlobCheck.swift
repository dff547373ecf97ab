import Hashing

/// Whether bytes are those that the Hub says they are.
enum BlobCheck {
    /// An etag as a blob's name: without `W/` and quotes; nil where it could be no file's name.
    static func name(_ etag: String?) -> String? {
        guard var text = etag.map({ $0[...] }) else { return nil }
        if text.hasPrefix("W/") { text = text.dropFirst(2) }
        if text.hasPrefix("\"") { text = text.dropFirst() }
        if text.hasSuffix("\"") { text = text.dropLast() }
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return (1...128).contains(text.utf8.count) && isName ? String(text) : nil
    }

    /// Whether an etag says what is in the file.
    static func isDigest(_ etag: String) -> Bool {
        (etag.utf8.count == 64 || etag.utf8.count == 40) && HubCache.isHexadecimal(etag)
    }

    /// 64 digits are the SHA-256 of the bytes, 40 what Git calls the file. Any other etag says nothing of them, and nothing
    /// is checked but the length.
    ///
    /// - Parameter goesOn: asked for each piece. Throws `HTTPStopped`, `.io`.
    static func matches(_ blob: PartialBlob, _ etag: String, goesOn: () -> Bool) throws -> Bool {
        guard isDigest(etag) else { return true }
        switch etag.utf8.count {
        case 64:
            let hash = SHA256()
            try blob.read { piece in
                guard goesOn() else { throw HTTPStopped() }
                hash.update(bufferPointer: piece)
            }
            return SHA256.hexadecimal(hash.finalize()) == etag
        case 40:
            let hash = SHA1.gitBlob(count: blob.count)
            try blob.read { piece in
                guard goesOn() else { throw HTTPStopped() }
                hash.update(bufferPointer: piece)
            }
            return SHA256.hexadecimal(hash.finalize()) == etag
        default: return true
        }
    }
}
