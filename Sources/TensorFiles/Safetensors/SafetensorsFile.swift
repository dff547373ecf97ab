import Failures
import Files
public import Foundation

/// One safetensors file, mapped and checked. Opening it reads the header alone; a tensor's bytes are touched when the
/// tensor is used.
public final class SafetensorsFile: TensorSource {
    public let path: String
    /// All tensors, in the order of their bytes.
    public let entries: [TensorEntry]
    /// The free text pairs under `__metadata__`.
    public let metadata: [String: String]
    private let mapping: MappedFile
    private let dataStart: Int
    /// By the bytes of the name, because `String` equality joins names that differ.
    private let index: [[UInt8]: Int]

    /// Throws `.missingInput` where there is no such file, `.badData` where it breaks the format anywhere.
    public init(_ url: URL) throws {
        mapping = try MappedFile(url)
        path = mapping.path
        let header = try SafetensorsHeader(mapping.bytes, place: path)
        entries = header.entries
        metadata = header.metadata
        dataStart = header.dataStart
        index = Dictionary(
            uniqueKeysWithValues: header.entries.enumerated().map { (Array($1.name.utf8), $0) })
    }

    public func locate(_ name: String) -> LocatedTensor? {
        index[Array(name.utf8)].map { LocatedTensor(file: self, entry: entries[$0]) }
    }

    /// The bytes of one of this file's tensors, valid while the file object lives.
    func bytes(of entry: TensorEntry) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            rebasing: mapping.bytes[dataStart + entry.byteRange.lowerBound..<dataStart + entry.byteRange.upperBound])
    }

    /// What keeps those bytes valid.
    var owner: AnyObject { mapping }
}
