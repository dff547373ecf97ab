import Failures
import Files
import Foundation

extension Corpus {
    /// Names and sizes of files as one number in hexadecimal (64-bit FNV-1a), to notice that a corpus was exchanged.
    ///
    /// Throws: `Failure` `.missingInput` when one is not there, `.io` when it is no regular file.
    static func fingerprint(of files: [String]) throws(Failure) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for file in files {
            let size = try InputFile(file).count
            for byte in Array("\(URL(filePath: file).lastPathComponent)\n\(size)\n".utf8) {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
        }
        return String(hash, radix: 16)
    }
}
