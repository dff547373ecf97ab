/// One file inside a zip archive, as the archive's directory describes it and its own header confirms.
package struct ZipEntry: Sendable, Equatable {
    /// How its bytes are kept. Others are refused by name.
    package enum Method: Sendable {
        case stored, deflated
    }

    package let name: String
    package let method: Method
    /// Bytes it has in the archive.
    package let packedSize: Int
    /// Bytes it has when unpacked.
    package let size: Int
    /// CRC-32 of the unpacked bytes.
    package let crc: UInt32
    /// Where its header begins in the file.
    let header: Int
    /// Where its bytes lie in the file.
    let range: Range<Int>
}

/// Names of the compression methods that others may have used. Source: PKWARE's APPNOTE 6.3.10, section 4.4.5.
enum ZipMethodName {
    private static let names: [UInt16: String] = [
        1: "shrink", 2: "reduce", 3: "reduce", 4: "reduce", 5: "reduce", 6: "implode", 9: "deflate64", 12: "bzip2",
        14: "lzma", 18: "terse", 19: "lz77", 93: "zstd", 94: "mp3", 95: "xz", 96: "jpeg", 97: "wavpack", 98: "ppmd",
        99: "AES encryption",
    ]

    static func of(_ method: UInt16) -> String { names[method].map { "\($0) (method \(method))" } ?? "method \(method)" }
}
