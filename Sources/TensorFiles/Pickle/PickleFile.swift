import Failures
import Files
public import Foundation

/// A file that `torch.save` wrote (`.pt`, `.pth`, `.bin`): tensors in dictionaries, read without running anything.
///
/// The pickle inside is a program in Python's eyes. Here a machine of a few opcodes builds plain values and tensors; what
/// asks for more is refused by the name it wants. A tensor's bytes are touched when it is read. Source: torch 2.15's
/// `torch/serialization.py` and specs/exchange.md 1.4.
public final class PickleFile: Sendable {
    public let path: String
    /// What was saved.
    public let root: PickleValue

    /// Throws `.missingInput` where there is no such file; `.badData` where it is none of torch's zip files, is damaged,
    /// big-endian, or holds anything but tensors and plain values.
    public init(_ url: URL) throws {
        let mapping = try MappedFile(url)
        path = mapping.path
        try PickleFile.refuseOthers(mapping.bytes, at: path)
        let archive = try ZipArchive(mapping)
        let (entry, stem) = try PickleFile.pickle(of: archive)
        try PickleFile.requireLittleEndian(archive, stem)
        guard entry.method == .stored else {
            throw Failure(
                .badData, "holds \(entry.name.quoted) compressed, as torch does not", at: path,
                remedy: "save the file again with torch.save")
        }
        guard entry.size <= PickleMachine.mostBytes else {
            throw Failure(
                .badData, "has a pickle of \(entry.size) bytes; \(PickleMachine.mostBytes) is the most allowed", at: path,
                remedy: "save the tensors alone")
        }
        let contents = try archive.contents(of: entry, zeroIsNone: true)
        root = try contents.withBytes { bytes in
            var machine = PickleMachine(bytes, entry: entry.name, stem: stem, archive: archive)
            return try machine.run()
        }
    }

    /// The one entry that is a pickle, and the name before it, which is the file's stem when it was saved.
    private static func pickle(of archive: ZipArchive) throws -> (ZipEntry, stem: String) {
        let ending = Array("/data.pkl".utf8)
        let found = archive.entries.filter {
            $0.name.utf8.count > ending.count && $0.name.utf8.suffix(ending.count).elementsEqual(ending)
        }
        guard let entry = found.first, found.count == 1 else {
            throw Failure(
                .badData, found.isEmpty ? "is a zip archive without a 'data.pkl'" : "holds \(found.count) pickles 'data.pkl'",
                at: archive.path, remedy: "name a file that torch.save wrote")
        }
        return (entry, String(decoding: entry.name.utf8.dropLast(ending.count), as: UTF8.self))
    }

    /// Files from before torch 2.1 have no such entry, and are little-endian.
    private static func requireLittleEndian(_ archive: ZipArchive, _ stem: String) throws {
        guard let entry = archive.entry("\(stem)/byteorder") else { return }
        let order = String(decoding: try archive.beginning(of: entry, upTo: 16), as: UTF8.self)
        guard order == "little" else {
            throw Failure(
                .badData, "has the byte order \(order.quoted); 'little' is read", at: archive.path,
                remedy: "save it again on a little-endian machine")
        }
    }

    private static let oldMagic: [UInt8] = [
        0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e,
    ]

    private static func refuseOthers(_ bytes: UnsafeRawBufferPointer, at path: String) throws {
        if bytes.starts(with: oldMagic) {
            throw Failure(
                .badData, "is of torch's old format, from before version 1.6", at: path, remedy: "re-save with torch ≥ 1.6")
        }
        guard !ZipArchive.begins(bytes) else { return }
        let isPickle = bytes.count > 1 && bytes[0] == 0x80 && (2...5).contains(bytes[1])
        throw Failure(
            .badData, isPickle ? "is a bare pickle, which can run anything" : "is no zip archive, as torch.save writes", at: path,
            remedy: isPickle
                ? "if you trust it, load it in Python and save its tensors with torch.save or as safetensors"
                : "name a file that torch.save (1.6 or later) wrote")
    }
}
