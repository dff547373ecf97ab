package import Activations
package import Engine
import Failures

/// The training stream: words' activations drawn by frequency, with plain text mixed in where a share is given.
package final class SpellingStream: ActivationStream {
    private let words: Matrix
    private let draw: WeightedDraw
    private let text: PlainRows?
    private let mean: Matrix?
    private let share: Double
    private let engine: ComputeEngine
    private var random: CounterRandom
    private var delivered = 0

    /// Keeps these random numbers apart from those of other users of the seed.
    private static let purpose: UInt64 = 0x7370_6c73

    /// - Parameters:
    ///   - words: `[n, d]`, of which rows are drawn.
    ///   - text: where text's activations come from; nil: words only.
    ///   - mean: subtracted from text, as it is from the words already; nil: nothing is.
    ///   - share: of the rows that are text.
    package init(
        words: Matrix, draw: WeightedDraw, text: PlainRows?, minus mean: Matrix? = nil, share: Double, seed: UInt64, engine: ComputeEngine
    ) {
        precondition(text != nil || share == 0, "a share of text without a text")
        self.words = words
        self.draw = draw
        self.text = text
        self.mean = mean
        self.share = share
        self.engine = engine
        random = CounterRandom(seed: seed, stream: SpellingStream.purpose)
    }

    package var width: Int { words.columns }
    package var tokensComputed: Int { text?.tokensComputed ?? 0 }

    /// Never ends by itself; throws where the text does.
    package func read(
        into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]
    ) throws -> Int {
        let count = min(limit, 4096)
        if count <= 0 { return 0 }
        // Words first, then text, then both in the order drawn.
        var order = [Int32](repeating: 0, count: count), chosen: [Int32] = [], texts: [Int] = []
        for i in 0..<count {
            if share > 0, Double(random.uniform()) < share {
                texts.append(i)
            } else {
                order[i] = Int32(chosen.count)
                    chosen.append(draw.next(using: &random))
            }
        }
        let parts = Matrix(rows: count, columns: width)
        engine.gatherRows(words, chosen[...], into: parts)
        if let text, !texts.isEmpty {
            let plain = Matrix(rows: texts.count, columns: width)
            try text.take(texts.count, into: plain, at: 0)
            if let mean { engine.subtractRow(plain, mean, into: plain) }
            engine.copyRows(of: plain, into: parts, from: chosen.count)
            for (place, i) in texts.enumerated() { order[i] = Int32(chosen.count + place) }
        }
        engine.gatherRows(parts, order[...], into: output, from: row)
        for i in 0..<count { origins.append(ActivationOrigin(context: Int64(delivered + i), position: 0)) }
        delivered += count
        return count
    }

    package func saveState() throws -> SavedState { throw SpellingStream.noState }
    package func restore(_ state: SavedState) throws { throw SpellingStream.noState }

    private static var noState: Failure {
        Failure(.failed, "a stream of spelling prompts cannot be gone on with", remedy: "harvest it into shards first")
    }
}

/// Plain text's activations, without those of massive norm that a few positions have.
package final class PlainRows {
    private let stream: any ActivationStream
    private let engine: ComputeEngine
    private let block: Matrix
    /// Of the block's rows those that are left to be given.
    private var kept: [Int32] = []
    /// Squared norms above it are massive; measured on the first block.
    private var most: Double?

    /// Times the median norm.
    package static let mostNorm = 4.0

    package init(_ stream: any ActivationStream, engine: ComputeEngine) {
        self.stream = stream
        self.engine = engine
        block = Matrix(rows: 8192, columns: stream.width)
    }

    package var tokensComputed: Int { stream.tokensComputed }

    /// Puts the next `count` rows into `output [.., d]`, from `row` on.
    ///
    /// - Throws: `Failure(.badData)` where the text ends before; what reading it throws.
    package func take(_ count: Int, into output: Matrix, at row: Int) throws {
        var done = 0
        while done < count {
            if kept.isEmpty { try refill() }
            let some = kept.prefix(count - done)
            engine.gatherRows(block, some, into: output, from: row + done)
            done += some.count
            kept.removeFirst(some.count)
        }
    }

    private func refill() throws {
        var origins: [ActivationOrigin] = []
        block.setRows(block.rowCapacity)
        while origins.count < block.rows {
            let read = try stream.read(
                into: block, at: origins.count, limit: block.rows - origins.count, origins: &origins)
            if read == 0 { break }
        }
        guard !origins.isEmpty else {
            throw Failure(
                .badData, "the text ended before the share of it that the stream asks for",
                remedy: "give more text, more passes over it (--epochs), or a smaller --text-share")
        }
        block.setRows(origins.count)
        let norms = engine.rowSquaredNorms(block)
        let bound = most ?? norms.sorted()[norms.count / 2] * PlainRows.mostNorm * PlainRows.mostNorm
        most = bound
        kept = norms.indices.filter { norms[$0] < bound }.map(Int32.init)
    }
}
