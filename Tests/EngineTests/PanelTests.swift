import CKernels
import Engine
import Foundation
import Testing

/// Products with weights that stay in their file's format: the kernels on every path, and the whole operation.
@Suite struct PanelTests {
    /// Rows of A and B and their depth: one tile and less, tails in every direction, several strips.
    static let shapes = [(1, 1, 1), (5, 15, 3), (6, 16, 16), (7, 17, 33), (13, 64, 40), (12, 65, 31), (20, 128, 96), (3, 100, 257)]

    @Test func `a panel's product is the product, and touches nothing else`() {
        for isa in Kernels.available {
            let kernels = Kernels.table(isa)!
            for (m, n, k) in Self.shapes {
                // Pitches wider than the rows.
                let lda = k + 3, ldb = k + 2, ldc = n + 5
                let a = noise(m * lda, seed: 1), b = noise(n * ldb, seed: 2)
                // What was in the room before must not show.
                var panel = [Float](repeating: .nan, count: (n + 63) / 64 * 64 * k)
                for first in stride(from: 0, to: (n + 63) / 64 * 64, by: 16) {
                    let count = max(0, min(16, n - first))
                    b.withUnsafeBufferPointer {
                        let row = $0.baseAddress! + (count > 0 ? first * ldb : 0)
                        kernels.pack_panel(row, ldb, count, k, first, &panel)
                    }
                }
                var c = noise(m * ldc, seed: 3)
                let before = c
                kernels.panel_product(a, lda, m, panel, n, k, &c, ldc, 0)
                let once = c
                kernels.panel_product(a, lda, m, panel, n, k, &c, ldc, 1)
                var worst = 0.0, doubled = true, kept = true
                for i in 0..<m {
                    for j in 0..<ldc {
                        if j < n {
                            let exact = (0..<k).reduce(0.0) { $0 + Double(a[i * lda + $1]) * Double(b[j * ldb + $1]) }
                            worst = max(worst, abs(Double(once[i * ldc + j]) - exact))
                            doubled = doubled && c[i * ldc + j] == 2 * once[i * ldc + j]
                        } else {
                            kept = kept && c[i * ldc + j] == before[i * ldc + j]
                        }
                    }
                }
                // k products below 1 and as many sums, each off by half an ulp of at most k.
                #expect(worst <= Double(k * k) * 0x1p-24, "\(isa) \(m) x \(n) x \(k)")
                #expect(doubled && kept, "\(isa) \(m) x \(n) x \(k)")
            }
        }
    }

    @Test(arguments: Kernels.available, StorageType.allCases)
    func `a product with stored matrices is that with one made of all their rows`(isa: Kernels.ISA, type: StorageType) {
        // Less than a panel and more; depth below, at and above what a panel holds.
        for (m, rows, k) in [(3, [1], 5), (40, [70, 130, 64], 768), (2100, [65, 3], 70), (9, [1100], 1600)] {
            let engine = ComputeEngine(threads: 3, isa: isa), n = rows.reduce(0, +)
            let a = noiseMatrix(m, k, seed: 4)
            var stored: [StoredMatrix] = [], dense: [Float] = []
            for (i, count) in rows.enumerated() {
                let part = engine.pack(noiseMatrix(count, k, seed: 5 + UInt64(i)), as: type)
                let back = Matrix(rows: count, columns: k)
                engine.unpack(part, into: back)
                stored.append(part)
                dense += back.toArray()
            }
            let out = Matrix(rows: m, columns: n), elements = a.toArray()
            #expect(engine.product(a, transposedFinite: stored, into: out))
            let exact = ProductTests.plain(m, n, k, { elements[$0 * k + $1] }, { dense[$1 * k + $0] })
            let worst = zip(out.toArray(), exact).reduce(0.0) { max($0, abs(Double($1.0) - $1.1)) }
            // As above; sums of k products of noise stay far below.
            #expect(worst <= Double(k * k) * 0x1p-24 && worst <= 1e-3, "\(m), \(rows), \(k)")
        }
    }

    @Test func `the bits do not depend on the threads, and an element's not on the other rows`() {
        let a = noiseMatrix(2100, 800, seed: 1), rows = noiseMatrix(200, 800, seed: 2)
        func run(_ engine: ComputeEngine, _ a: some MatrixOperand) -> [Float] {
            let out = Matrix(rows: a.view.rows, columns: 200)
            _ = engine.product(a, transposedFinite: [engine.pack(rows, as: .bfloat16)], into: out)
            return out.toArray()
        }
        expectSameBitsOnAnyThreads("panel product") { run($0, a) }
        let isa = Kernels.available.last!
        if isa != .scalar {
            let engine = ComputeEngine(threads: 2, isa: isa)
            #expect(run(engine, a.rows(1000..<1011)) == Array(run(engine, a)[1000 * 200..<1011 * 200]))
        }
    }

    @Test(arguments: Kernels.available, StorageType.allCases)
    func `a number that is not finite is reported wherever it stands`(isa: Kernels.ISA, type: StorageType) {
        let engine = ComputeEngine(threads: 3, isa: isa), k = 900
        let a = noiseMatrix(7, k, seed: 1), plain = noiseMatrix(140, k, seed: 2)
        let out = Matrix(rows: 7, columns: 140)
        for bad in [Float.nan, .infinity, -.infinity] {
            for at in [0, 70 * k + 800, 140 * k - 1] {
                var elements = plain.toArray()
                elements[at] = bad
                let damaged = engine.pack(Matrix(rows: 140, columns: k, elements: elements), as: type)
                #expect(!engine.product(a, transposedFinite: [damaged], into: out), "\(bad) at \(at)")
                let good = engine.pack(plain, as: type)
                let wide = Matrix(rows: 7, columns: 280), back = Matrix(rows: 7, columns: k)
                #expect(!engine.product(a, transposedFinite: [good, damaged], into: wide))
                let down = engine.pack(noiseMatrix(k, 140, seed: 3), as: .float32), scratch = FeedForwardScratch()
                func forward(gate: StoredMatrix, up: StoredMatrix) -> Bool {
                    engine.feedForward(
                        a, by: FeedForwardWeights(gate: gate, up: up, down: down, activation: .geluTanh), scratch: scratch,
                        into: back)
                }
                #expect(!forward(gate: damaged, up: good))
                #expect(!forward(gate: good, up: damaged))
                #expect(forward(gate: good, up: good))
            }
        }
    }
}
