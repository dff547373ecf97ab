public import Engine
import Failures

/// What a world's features are added to: rows by the numbers of the tokens.
package protocol WorldBackground: AnyObject {
    /// Rows `first..<first + count` of a part into `output`'s first rows. `[.., d]`
    ///
    /// - Throws: `Failure`, where there are not so many, or they cannot be read.
    func read(_ first: Int, count: Int, of part: World.Part, into output: Matrix) throws
}

/// A world with known features: what fires on each of its tokens, and the activations that follow from it.
///
/// Tokens are numbered. A token's features, magnitudes and noise follow from the world's seed, the part that it is of,
/// and its number alone: so any thread count gives the same bytes, a resumed run needs no more than a position, and more
/// tokens change none that were there. x = Σ a_i u_i + b + noise (science.md 2).
public final class World {
    /// Which tokens: each part has substreams of its own.
    public enum Part: UInt64, Sendable {
        case training = 1, heldOut
    }

    /// Its name among the registered worlds.
    public let name: String
    public let seed: UInt64
    public let features: WorldFeatures
    /// Tokens that training draws from; 0: none comes twice.
    public let tokens: Int
    /// Tokens kept from training.
    public let heldOut: Int
    private let background: (any WorldBackground)?
    private let drawing: @Sendable (Part) -> any RowDrawing
    private let engine: ComputeEngine
    // A piece's noise and rows.
    private var noise: Matrix
    private var rows: Matrix

    /// Tokens that are made at a time.
    private static let piece = 4096

    /// - Parameters:
    ///   - background: what the features are added to; nil: noise alone.
    ///   - drawing: what fires on the tokens of a part. `[tokens, n]`
    package init(
        name: String, seed: UInt64, features: WorldFeatures, tokens: Int, heldOut: Int,
        background: (any WorldBackground)? = nil, engine: ComputeEngine,
        drawing: @escaping @Sendable (Part) -> any RowDrawing
    ) {
        self.name = name
        self.seed = seed
        self.features = features
        self.tokens = tokens
        self.heldOut = heldOut
        self.background = background
        self.drawing = drawing
        self.engine = engine
        noise = Matrix(rows: 0, columns: features.width)
        rows = noise
    }

    /// d.
    public var width: Int { features.width }

    /// What fires on tokens `first..<first + count` of a part, and how strongly. `truth [count, n]`, overwritten.
    public func draw(_ first: Int, count: Int, of part: Part, into truth: SparseLatents) {
        engine.drawRows(UInt64(first), count: count, by: drawing(part), into: truth)
    }

    /// The activations of tokens `first..<first + truth.rows` of a part, on which `truth` fires, into rows `row...` of
    /// `output [.., d]`.
    private func write(_ truth: SparseLatents, _ first: Int, of part: Part, into output: Matrix, at row: Int) throws {
        if rows.rowCapacity < truth.rows {
            rows = Matrix(rows: World.piece, columns: width)
            noise = Matrix(rows: World.piece, columns: width)
        }
        rows.setRows(truth.rows)
        engine.product(truth, features.directions, bias: features.bias, into: rows)
        if features.noise > 0 {
            noise.setRows(truth.rows)
            // Four numbers of a block, so a row takes a whole number of blocks.
            var random = CounterRandom(seed: seed, stream: WorldRandom.noise(part)).advanced(by: first * width / 2)
            engine.fillNormal(noise, standardDeviation: features.noise, using: &random)
            engine.add(rows, noise, into: rows)
        }
        if let background {
            noise.setRows(truth.rows)
            try background.read(first, count: truth.rows, of: part, into: noise)
            engine.add(rows, noise, into: rows)
        }
        engine.copyRows(of: rows, into: output, from: row)
    }

    /// Tokens `first..<first + count` of a part into rows `row...` of `output [.., d]`, which has room for them.
    ///
    /// - Parameter truth: also given what fires on them, appended.
    /// - Throws: `Failure`, where a background cannot be read.
    public func sample(
        _ first: Int, count: Int, of part: Part, into output: Matrix, at row: Int = 0, truth: SparseLatents? = nil
    ) throws {
        let fires = SparseLatents(columns: features.count)
        for start in stride(from: 0, to: count, by: World.piece) {
            draw(first + start, count: min(World.piece, count - start), of: part, into: fires)
            try write(fires, first + start, of: part, into: output, at: row + start)
            truth?.append(fires)
        }
    }

    /// The held-out tokens' activations `[heldOut, d]`, and what fires on them `[heldOut, n]`.
    ///
    /// - Throws: as `sample`.
    public func heldOutTokens() throws -> (activations: Matrix, truth: SparseLatents) {
        let activations = Matrix(rows: heldOut, columns: width), truth = SparseLatents(columns: features.count)
        try sample(0, count: heldOut, of: .heldOut, into: activations, truth: truth)
        return (activations, truth)
    }
}
