import Autoencoders
import Engine
import Records
import TestSupport
import Testing

/// Many rows in blocks: the same latents, and never more pre-activations than a block has.
@Suite struct RowEncoderTests {
    private let engine = ComputeEngine(threads: 2)

    private func sae(_ activation: ActivationKind = .relu, latents: Int = 96) -> Autoencoder {
        var config = AutoencoderConfig()
        config.activation = activation
        config.latents = latents
        config.k = 5
        let sae = Autoencoder(configuration: config, width: 12)
        sae.initialise(InitialisationConfig(), seed: 3, engine: engine)
        return sae
    }

    private func rows(_ count: Int) -> Matrix {
        var random = CounterRandom(seed: 8, stream: 1)
        return Matrix(rows: count, columns: 12, elements: (0..<count * 12).map { _ in random.uniform() - 0.5 })
    }

    private func whole(_ sae: Autoencoder, _ x: Matrix) -> SparseLatents {
        let latents = SparseLatents(columns: sae.latents)
        sae.encode(x, engine: engine, into: latents)
        return latents
    }

    @Test(arguments: [1, 7, 64, 100, 5000])
    func `blocks of any height give the latents of all rows at once, in order`(height: Int) {
        let sae = sae(.topk), x = rows(213), expected = whole(sae, x)
        let encoder = RowEncoder(sae, height: height, engine: engine)
        let all = SparseLatents(columns: sae.latents)
        var next = 0
        encoder.forEachBlock(of: x) { latents, rows in
            #expect(rows.lowerBound == next && rows.count <= height && latents.rows == rows.count)
            next = rows.upperBound
            all.append(latents)
        }
        #expect(next == 213 && all.rows == 213 && all.count == expected.count)
        for row in 0..<213 {
            let a = all.entries(ofRow: row), b = expected.entries(ofRow: row)
            #expect(a.map(\.column) == b.map(\.column))
            #expect(zip(a, b).allSatisfy { abs($0.value - $1.value) < 1e-6 })
        }
        #expect(encoder.latents(of: x).count == all.count)
    }

    @Test func `a block has no more pre-activations than are allowed, and 64 rows in any case`() {
        #expect(RowEncoder(sae(latents: 1000), most: 100_000, engine: engine).height == 100)
        #expect(RowEncoder(sae(latents: 1000), height: 30, most: 100_000, engine: engine).height == 30)
        #expect(RowEncoder(sae(latents: 1000), most: 1, engine: engine).height == 64)
        #expect(RowEncoder(sae(latents: 16_384), engine: engine).height == 1024)
    }

    @Test func `ends when no more is wanted`() {
        var seen = 0
        RowEncoder(sae(), height: 10, engine: engine).forEachBlock(of: rows(95), while: { seen < 25 }) { _, rows in
            seen += rows.count
        }
        #expect(seen == 30)
    }

    @Test func `texts stay whole, a long one alone, an empty one too`() {
        var found: [(Range<Int>, Range<Int>)] = []
        let encoder = RowEncoder(sae(), height: 10, engine: engine)
        encoder.forEachBlock(of: rows(40), textEnds: [4, 8, 8, 15, 35, 35, 40]) { latents, rows, texts in
            #expect(latents.rows == rows.count)
            found.append((rows, texts))
        }
        #expect(found.map(\.0) == [0..<8, 8..<15, 15..<35, 35..<40])
        #expect(found.map(\.1) == [0..<3, 3..<4, 4..<5, 5..<7])
        encoder.forEachBlock(of: rows(0), textEnds: [0, 0]) { latents, rows, texts in
            #expect(latents.rows == 0 && rows.isEmpty && texts == 0..<2)
        }
    }

    @Test func `rows that are read come in the blocks in which they are read`() throws {
        let sae = sae(), x = rows(25), expected = whole(sae, x)
        var sizes = [10, 3, 10, 2, 0], first = 0
        var seen: [Range<Int>] = []
        let all = SparseLatents(columns: sae.latents)
        try RowEncoder(sae, height: 10, engine: engine).forEachBlock { room in
            #expect(room.rows == 10)
            let count = sizes.removeFirst()
            engine.copyRows(of: x.rows(first..<first + count), into: room)
            first += count
            return count
        } _: { read, latents, rows in
            #expect(read.rows == rows.count)
            seen.append(rows)
            all.append(latents)
        }
        #expect(seen == [0..<10, 10..<13, 13..<23, 23..<25] && all.count == expected.count)
    }
}
