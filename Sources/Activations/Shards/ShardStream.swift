public import Engine
import Failures
import Files
public import Foundation

/// The activations of a finished harvest, in the order of the text, from mapped files.
public final class ShardStream: ActivationStream {
    public let manifest: HarvestManifest
    private let folder: URL
    private let engine: ComputeEngine
    private let shards: [ShardFile]
    /// Of all activations, the first that was not read.
    private var position = 0
    /// The shard whose origins are at hand.
    private var current: (shard: Int, origins: [ActivationOrigin])?

    /// Opens the folder and checks every shard against `harvest.json`.
    ///
    /// - Throws: `Failure`: `missingInput` for a folder, manifest or shard that is not there, `badData` for one that is
    ///   damaged.
    public init(folder: URL, engine: ComputeEngine) throws {
        manifest = try ShardStream.readManifest(folder)
        self.folder = folder
        self.engine = engine
        shards = try manifest.shards.map { [manifest] in try ShardFile($0, of: manifest, in: folder) }
    }

    public var width: Int { manifest.width }
    /// Activations in all shards.
    public var tokens: Int { manifest.tokens }

    /// The activations that were set aside for the figures at the end, `[rows, d]`; nil if there are none.
    ///
    /// - Throws: `Failure`, as opening a shard does.
    public func heldOut() throws -> Matrix? {
        guard let shard = manifest.heldOut else { return nil }
        let file = try ShardFile(shard, of: manifest, in: folder)
        let rows = Matrix(rows: shard.rows, columns: width)
        engine.copyRows(of: file.activations, 0..<shard.rows, into: rows)
        return rows
    }

    public func read(into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]) throws -> Int {
        guard position < manifest.tokens, limit > 0 else { return 0 }
        var shard = 0, first = 0
        while position >= first + manifest.shards[shard].rows {
            first += manifest.shards[shard].rows
            shard += 1
        }
        if current?.shard != shard { current = (shard, try shards[shard].origins()) }
        let start = position - first
        let rows = start..<start + min(limit, manifest.shards[shard].rows - start)
        engine.copyRows(of: shards[shard].activations, rows, into: output, from: row)
        if let current { origins += current.origins[rows] }
        position += rows.count
        return rows.count
    }

    private struct State: Codable {
        var tokens: Int
        var shards: Int
        var position: Int
    }

    public func saveState() throws -> SavedState {
        try SavedState(State(tokens: manifest.tokens, shards: shards.count, position: position))
    }

    public func restore(_ state: SavedState) throws {
        let saved = try state.decode(State.self)
        guard saved.tokens == manifest.tokens, saved.shards == shards.count, (0...saved.tokens).contains(saved.position)
        else {
            throw Failure(
                .badData, "the saved run read \(saved.tokens) activations in \(saved.shards) shards, here are "
                    + "\(manifest.tokens) in \(shards.count)", at: folder.path(percentEncoded: false),
                remedy: "resume with the shards that the run began with")
        }
        position = saved.position
    }
}

extension ShardStream {
    /// Reads and checks `harvest.json`.
    ///
    /// - Throws: `Failure`: `missingInput` for a folder that is not there or not finished, `badData` for a manifest
    ///   that contradicts itself.
    public static func readManifest(_ folder: URL) throws -> HarvestManifest {
        let url = folder.appending(path: HarvestManifest.fileName)
        let path = folder.path(percentEncoded: false), place = url.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else {
            throw FolderListing.missing(
                path, "name a folder that 'orthosae harvest' wrote")
        }
        guard FileManager.default.fileExists(atPath: place) else {
            throw Failure(
                .missingInput, "has no \(HarvestManifest.fileName): it is no harvest, or one that did not finish",
                at: path, remedy: "harvest it again, into another folder")
        }
        let manifest = try JSONCoding.read(
            HarvestManifest.self, file: url, as: "a harvest's manifest", remedy: "harvest the folder again")
        guard manifest.format == HarvestManifest.currentFormat else {
            throw Failure(
                .badData, "has format \(manifest.format), this version reads \(HarvestManifest.currentFormat)",
                at: place, remedy: "harvest the folder again with this version")
        }
        let rows = manifest.shards.map(\.rows), names = manifest.shards.map(\.name)
        let plain = (names + [manifest.heldOut?.name ?? "x"]).allSatisfy { !$0.isEmpty && !$0.contains("/") }
        guard manifest.width > 0, rows.allSatisfy({ $0 > 0 && $0 <= manifest.tokens }), plain,
            rows.reduce(0, { $0 &+ $1 }) == manifest.tokens, (manifest.heldOut?.rows ?? 1) > 0,
            StorageType(rawValue: manifest.dtype) != nil
        else {
            throw Failure(.badData, "contradicts itself", at: place, remedy: "harvest the folder again")
        }
        return manifest
    }
}
