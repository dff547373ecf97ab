public import Engine
import Failures
import Files
public import Foundation
import TensorFiles

/// Writes a stream to a folder of shards that `ShardStream` reads.
///
/// Shards appear one by one, each whole; `harvest.json` comes last, and without it no reader takes the folder for a
/// finished one. When a harvest breaks off, `abandon` removes what it wrote.
public final class ShardWriter {
    /// Size of a shard's activations in memory, unless told otherwise: 256 MiB of float32.
    public static func defaultShardRows(width: Int) -> Int { max(1, (256 << 20) / (4 * max(1, width))) }

    public let folder: URL
    private let type: StorageType
    private let engine: ComputeEngine
    private let shardRows: Int
    private var manifest: HarvestManifest
    private var finished = false
    /// Folders that this writer made, the outermost first.
    private let made: [String]

    /// Creates the folder, or takes an empty one.
    ///
    /// - Parameters:
    ///   - width: d of the stream that will be written.
    ///   - type: `float32` keeps every bit; `bfloat16` takes half the room, and a run on it is no longer the run
    ///     straight from the model.
    ///   - shardRows: activations in a shard; nil takes `defaultShardRows`.
    /// - Throws: `Failure`: `io` when the folder is not empty or cannot be made, `usage` for another number format.
    public init(
        folder: URL, settings: HarvestSettings, width: Int, as type: StorageType = .float32, shardRows: Int? = nil,
        engine: ComputeEngine
    ) throws {
        precondition(shardRows.map { $0 > 0 } ?? true, "shards of \(shardRows ?? 0) rows")
        guard type != .float16 else {
            throw Failure(
                .usage, "activations cannot be stored as F16: large ones would overflow", remedy: "use F32 or BF16")
        }
        self.folder = folder
        self.type = type
        self.engine = engine
        self.shardRows = shardRows ?? ShardWriter.defaultShardRows(width: width)
        manifest = HarvestManifest(settings: settings, width: width, type: type)
        let path = folder.path(percentEncoded: false)
        made = try NewFolders.make(folder)
        let inside = try FolderListing(folder.filePath).names.filter { $0 != FolderLock.fileName }
        guard inside.isEmpty else {
            throw Failure(
                .io, inside.contains(HarvestManifest.fileName) ? "already holds a harvest" : "is not empty", at: path,
                remedy: "name another folder, or remove this one")
        }
    }

    /// Activations written so far.
    public var tokens: Int { manifest.tokens }

    /// Writes all of a stream as the activations that training must not see.
    ///
    /// - Throws: `Failure`: `badData` for an activation that is not finite, `io`, and what the stream throws.
    public func writeHeldOut(from stream: any ActivationStream, atMost rows: Int) throws {
        let block = Matrix(rows: rows, columns: manifest.width)
        let (origins, _) = try fill(block, from: stream, first: 0) { _ in true }
        guard !origins.isEmpty else { return }
        manifest.heldOut = try ShardFile.write(
            block, origins: origins, as: type, name: ShardFile.heldOutName, in: folder)
    }

    /// Writes up to `tokens` activations of a stream.
    ///
    /// - Parameter progress: called after each piece of the stream with the activations read; false ends the harvest
    ///   there, after what was read is written.
    /// - Returns: how many it wrote: fewer than `tokens` when the stream ended or `progress` said so.
    /// - Throws: `Failure`: `badData` for an activation that is not finite, `io`, and what the stream throws.
    @discardableResult
    public func write(
        from stream: any ActivationStream, tokens: Int, progress: (Int) throws -> Bool = { _ in true }
    ) throws -> Int {
        precondition(
            stream.width == manifest.width, "a stream of width \(stream.width) into shards of \(manifest.width)")
        let start = manifest.tokens
        let block = Matrix(rows: max(1, min(shardRows, tokens)), columns: manifest.width)
        while manifest.tokens - start < tokens {
            block.setRows(min(block.rowCapacity, tokens - (manifest.tokens - start)))
            let wanted = block.rows, written = manifest.tokens - start
            let (origins, more) = try fill(block, from: stream, first: manifest.tokens) { try progress(written + $0) }
            if origins.isEmpty { break }
            manifest.shards.append(
                try ShardFile.write(
                    block, origins: origins, as: type, name: ShardFile.name(manifest.shards.count), in: folder))
            manifest.tokens += origins.count
            if origins.count < wanted || !more { break }
        }
        return manifest.tokens - start
    }

    /// Fills the rows in use of a matrix and returns their origins; fewer than asked when the stream has ended or
    /// `progress` wanted no more.
    private func fill(
        _ block: Matrix, from stream: any ActivationStream, first: Int, progress: (Int) throws -> Bool
    ) throws -> (origins: [ActivationOrigin], more: Bool) {
        var origins: [ActivationOrigin] = [], arrived: [ActivationOrigin] = []
        var more = true
        while more && origins.count < block.rows {
            arrived.removeAll(keepingCapacity: true)
            let row = origins.count
            let count = try stream.read(into: block, at: row, limit: block.rows - row, origins: &arrived)
            if count == 0 { break }
            _ = try FiniteRows.squaredNorms(
                of: block.rows(row..<row + count), origins: arrived, first: first + row, engine: engine)
            origins += arrived
            more = try progress(origins.count)
        }
        block.setRows(origins.count)
        return (origins, more)
    }

    /// Writes `harvest.json`: from now on the folder is a harvest.
    ///
    /// - Throws: `Failure` of kind `io`.
    @discardableResult
    public func finish() throws -> HarvestManifest {
        let json = try JSONCoding.data(manifest, .file, as: "the manifest")
        try AtomicFile.write(json, to: folder.appending(path: HarvestManifest.fileName))
        finished = true
        return manifest
    }

    /// Removes what this writer wrote, and the folders that it made where they are empty then, unless it is finished.
    public func abandon() {
        guard !finished else { return }
        for shard in manifest.shards + [manifest.heldOut].compactMap(\.self) {
            try? FileManager.default.removeItem(at: folder.appending(path: shard.name))
        }
        NewFolders.takeBack(made)
    }
}
