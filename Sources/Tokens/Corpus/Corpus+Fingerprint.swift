import Failures
import Foundation

extension Corpus {
    /// Names and sizes of files as one number in hexadecimal (64-bit FNV-1a), to notice that a corpus was exchanged.
    ///
    /// Throws: `Failure` `.missingInput` when one is not there or is a folder.
    static func fingerprint(of files: [String]) throws(Failure) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for file in files {
            let resolved = URL(filePath: file).resolvingSymlinksInPath().path(percentEncoded: false)
            let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
            guard let attributes, attributes[.type] as? FileAttributeType != .typeDirectory,
                let size = (attributes[.size] as? NSNumber)?.uint64Value
            else { throw Failure(.missingInput, "no such corpus file", at: file) }
            for byte in Array("\(URL(filePath: file).lastPathComponent)\n\(size)\n".utf8) {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        return String(hash, radix: 16)
    }
}
