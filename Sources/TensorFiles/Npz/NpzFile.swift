public import Engine
import Failures
import Files
public import Foundation

/// Arrays by name in one file, as `numpy.savez` and `numpy.savez_compressed` write it (Gemma Scope's `params.npz`): a zip
/// archive of `.npy` files, stored or deflated, in C or in Fortran order. Opening it reads the archive's directory; an
/// array's header and bytes are touched when it is asked for.
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
public final class NpzFile: Sendable {
    public let path: String
    /// The arrays' names (without `.npy`), in the order of the file.
    public let names: [String]
    private let archive: ZipArchive

    private static let ending = ".npy"

    /// Throws `.missingInput` where there is no such file, `.badData` where it is no zip archive with arrays in it.
    public init(_ url: URL) throws {
        archive = try ZipArchive(url)
        path = archive.path
        let ending = Array(NpzFile.ending.utf8)
        names = archive.entries.filter { $0.name.utf8.suffix(ending.count).elementsEqual(ending) }
            .map { String(decoding: $0.name.utf8.dropLast(ending.count), as: UTF8.self) }
        guard !names.isEmpty else {
            throw Failure(
                .badData, "is a zip archive without arrays (.npy)", at: path, remedy: "name a file that numpy.savez wrote")
        }
    }

    public func contains(_ name: String) -> Bool { archive.entry(name + NpzFile.ending) != nil }

    /// An array's shape; `[]` is a single number. Throws `.badData` where there is no such array, or its header cannot be
    /// read (Python objects, big-endian numbers: refused by name).
    public func shape(of name: String) throws -> [Int] { try header(entry(name), name).shape }

    /// How an array's numbers are stored. Throws as above.
    public func type(of name: String) throws -> TensorType { try header(entry(name), name).type }

    /// A float32 copy of an array of exactly this shape, row-major whatever its order: float64 and float16 converted, and
    /// whole numbers too. A single number is `[1, 1]`, a vector `[1, n]`, and of more dimensions the last is the columns.
    /// Throws `.badData` where there is no such array, it has another shape, or it is damaged.
    public func matrix(_ name: String, shape: [Int]) throws -> Matrix {
        try matrix(name, shape: shape, isTurned: false)
    }

    /// A float32 copy of the transpose of an array of exactly this shape `[a, b]`: `[b, a]`. Throws as above.
    public func transposed(_ name: String, shape: [Int]) throws -> Matrix {
        precondition(shape.count == 2, "the transpose of an array of shape \(shape)")
        return try matrix(name, shape: shape, isTurned: true)
    }

    /// A float32 copy of an array of whatever shape it has. Throws as above.
    public func matrix(_ name: String) throws -> Matrix { try matrix(name, shape: shape(of: name)) }

    private func matrix(_ name: String, shape: [Int], isTurned: Bool) throws -> Matrix {
        let entry = try entry(name), found = try header(entry, name).shape
        // Before an array is unpacked that is not wanted.
        guard found == shape else {
            throw Failure(
                .badData, "array \(name.quoted) has shape \(shown(found)), expected \(shown(shape))", at: path,
                remedy: "the file and the configuration beside it do not belong together")
        }
        return try archive.contents(of: entry).withBytes { bytes in
            let header = try NpyHeader(bytes, place: place(name))
            let shape = isTurned ? header.shape.reversed() : header.shape
            let (rows, columns) = TensorEntry.matrixShape(shape)
            let matrix = Matrix(rows: rows, columns: columns)
            // Of a shape with a zero the strides might not fit into an Int.
            guard matrix.count > 0, let base = bytes.baseAddress else { return matrix }
            // In Fortran order, and turned, the dimensions come the other way round; both together, as they are.
            let isReversed = header.isFortranOrder != isTurned
            let strides = PickleTensor.strides(of: isReversed ? shape.reversed() : shape)
            let elements = StridedElements(
                base: base + header.dataStart, type: header.type, shape: shape, strides: isReversed ? strides.reversed() : strides)
            matrix.withMutableBytes { elements.copy(into: $0) }
            return matrix
        }
    }

    /// The header at the beginning of an entry, without the rest of it.
    private func header(_ entry: ZipEntry, _ name: String) throws -> NpyHeader {
        // An array's header is 128 bytes long, as a rule.
        var start = try archive.beginning(of: entry, upTo: 512)
        if let length = NpyHeader.length(start), length > start.count {
            start = try archive.beginning(of: entry, upTo: min(length, NpyHeader.longest))
        }
        return try start.withUnsafeBytes { try NpyHeader($0, size: entry.size, place: place(name)) }
    }

    private func entry(_ name: String) throws -> ZipEntry {
        if let entry = archive.entry(name + NpzFile.ending) { return entry }
        let near = nearestNames(to: name, among: Array(names.prefix(5000)))
        throw Failure(
            .badData, "there is no array \(name.quoted)", at: path,
            remedy: "nearest: \(near.map(\.quoted).joined(separator: ", "))")
    }

    /// As messages name an array's place.
    private func place(_ name: String) -> String { "\(path), array \(name.quoted)" }
}
