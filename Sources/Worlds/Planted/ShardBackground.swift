import Activations
package import Engine
import Failures
import Foundation

/// The activations of a harvest as what known features are added to: token t of training is row t of the shards, token t
/// held out is row t of the rows that the harvest held out.
public final class ShardBackground: WorldBackground {
    private let folder: URL
    private let engine: ComputeEngine
    private var stream: ShardStream
    /// The row that `stream` gives next.
    private var position = 0
    private let heldOut: Matrix?

    init(_ folder: String, engine: ComputeEngine) throws {
        self.folder = URL(filePath: folder, directoryHint: .isDirectory)
        self.engine = engine
        stream = try ShardStream(folder: self.folder, engine: engine)
        heldOut = try stream.heldOut()
    }

    /// The files of a folder of shards, in the order in which they are read.
    ///
    /// - Throws: `Failure`, as reading its manifest does.
    public static func files(_ folder: String) throws -> [String] {
        let manifest = try ShardStream.readManifest(URL(filePath: folder, directoryHint: .isDirectory))
        let names = [HarvestManifest.fileName] + manifest.shards.map(\.name) + [manifest.heldOut?.name].compactMap(\.self)
        return names.map { folder + "/" + $0 }
    }

    var width: Int { stream.width }
    var tokens: Int { stream.tokens }
    var heldOutRows: Int { heldOut?.rows ?? 0 }

    package func read(_ first: Int, count: Int, of part: World.Part, into output: Matrix) throws {
        if part == .heldOut {
            guard let heldOut, first + count <= heldOut.rows else { throw tooFew(first + count, heldOutRows) }
            engine.copyRows(of: heldOut.rows(first..<first + count), into: output)
            return
        }
        guard first + count <= tokens else { throw tooFew(first + count, tokens) }
        // Tokens are asked for in order, but for whoever looks at one by itself.
        if first < position {
            stream = try ShardStream(folder: folder, engine: engine)
            position = 0
        }
        while position < first { try advance(into: output, min(first - position, output.rowCapacity), at: 0) }
        var done = 0
        while done < count { done += try advance(into: output, count - done, at: done) }
    }

    @discardableResult
    private func advance(into output: Matrix, _ limit: Int, at row: Int) throws -> Int {
        var origins: [ActivationOrigin] = []
        let read = try stream.read(into: output, at: row, limit: limit, origins: &origins)
        guard read > 0 else { throw tooFew(position + limit, position) }
        position += read
        return read
    }

    private func tooFew(_ wanted: Int, _ held: Int) -> Failure {
        Failure(
            .badData, "the shards hold \(held) activations, the world asks for \(wanted)",
            at: folder.path(percentEncoded: false), remedy: "harvest more, or set world.tokens or world.held_out lower")
    }
}
