import CKernels
import Engine
import Testing

@Suite struct KernelElementwiseTests {
    /// One operation and its plain twin in Double, which a float32 result may miss by its rounding steps.
    struct Operation: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var run: @Sendable (ck_kernels, [Float], [Float], inout [Float], Int) -> Void
        var plain: @Sendable (Double, Double) -> Double
        /// A multiply and an add round once (fused) or twice: half an ulp of the result plus half of the product.
        var bound: @Sendable (Double, Double) -> Double = { _, result in abs(result) * 0x1p-24 }
    }

    static let operations: [Operation] = [
        Operation(testDescription: "scale") { k, x, _, out, n in k.scale(1.5, x, &out, n) } plain: { x, _ in 1.5 * x },
        Operation(testDescription: "add") { k, x, y, out, n in k.add(x, y, &out, n) } plain: { $0 + $1 },
        Operation(testDescription: "subtract") { k, x, y, out, n in k.subtract(x, y, &out, n) } plain: { $0 - $1 },
        Operation(testDescription: "multiply") { k, x, y, out, n in k.multiply(x, y, &out, n) } plain: { $0 * $1 },
        Operation(
            testDescription: "add_scaled", run: { k, x, y, out, n in k.add_scaled(x, 0.75, y, &out, n) },
            plain: { $0 + 0.75 * $1 }, bound: { y, result in (abs(0.75 * y) + abs(result)) * 0x1p-24 }),
        Operation(
            testDescription: "axpy",
            run: { k, x, y, out, n in
                k.add_scaled(x, 0, x, &out, n)
                k.axpy(0.75, y, &out, n)
            }, plain: { $0 + 0.75 * $1 }, bound: { y, result in (abs(0.75 * y) + abs(result)) * 0x1p-24 }),
        Operation(testDescription: "fill") { k, _, _, out, n in k.fill(3, &out, n) } plain: { _, _ in 3 },
        Operation(testDescription: "relu") { k, x, _, out, n in k.relu(x, &out, n) } plain: { x, _ in max(x, 0) },
        Operation(testDescription: "clamp") { k, x, _, out, n in k.clamp(x, -0.25, 0.5, &out, n) } plain: { x, _ in
            min(max(x, -0.25), 0.5)
        },
    ]

    @Test(arguments: operations)
    func `each element is the plain one and nothing past the end is touched`(operation: Operation) {
        forEveryPath { kernels, isa, n in
            let x = noise(n, seed: 1), y = noise(n, seed: 2)
            var out = [Float](repeating: 77, count: n + 20)
            operation.run(kernels, x, y, &out, n)
            for i in 0..<n {
                let expected = operation.plain(Double(x[i]), Double(y[i]))
                #expect(
                    abs(Double(out[i]) - expected) <= operation.bound(Double(y[i]), expected), "\(isa) n=\(n) i=\(i)")
            }
            #expect(out[n...].allSatisfy { $0 == 77 }, "\(isa) n=\(n)")
        }
    }

    @Test func `relu and clamp keep NaN`() {
        forEveryPath { kernels, isa, n in
            let x = [Float](repeating: .nan, count: n)
            var a = x, b = x
            kernels.relu(x, &a, n)
            kernels.clamp(x, 0, 1, &b, n)
            #expect(a.allSatisfy(\.isNaN) && b.allSatisfy(\.isNaN), "\(isa) n=\(n)")
        }
    }
}
