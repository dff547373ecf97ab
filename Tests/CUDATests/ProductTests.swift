import CUDA
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct `Products on the device` {
    /// A matrix as it is stored: `rows` of `pitch`, the unused places NaN.
    private struct Stored {
        let rows, columns, pitch: Int
        var values: [Float]

        init(rows: Int, columns: Int, pitch: Int, _ stream: inout Stream) {
            (self.rows, self.columns, self.pitch) = (rows, columns, pitch)
            values = [Float](repeating: .nan, count: rows * pitch)
            for row in 0..<rows { for column in 0..<columns { values[row * pitch + column] = stream.next() } }
        }

        func at(_ row: Int, _ column: Int, _ transposed: Bool) -> Float {
            transposed ? values[column * pitch + row] : values[row * pitch + column]
        }

        /// The upper halves of the float32 values, rounded to even.
        var brain: [UInt16] { values.map { roundedToBrain($0) } }
        var rounded: [Float] { brain.map { Float(bitPattern: UInt32($0) << 16) } }
    }

    private static func tf32(_ x: Float) -> Float {
        let bits = x.bitPattern
        return Float(bitPattern: (bits + 0xFFF + ((bits >> 13) & 1)) & 0xFFFF_E000)
    }

    struct Form: CustomTestStringConvertible, Sendable {
        let compute: ProductRequest.Compute
        let aTransposed, bTransposed: Bool
        var testDescription: String { "\(compute) \(aTransposed ? "Aᵀ" : "A") \(bTransposed ? "Bᵀ" : "B")" }
        static let all: [Form] = [ProductRequest.Compute.float32, .tf32, .bfloat16].flatMap { compute in
            [(false, false), (false, true), (true, false), (true, true)].map { Form(compute: compute, aTransposed: $0.0, bTransposed: $0.1) }
        }
    }

    /// All forms, pitches that are odd, with a bias and what was there before.
    @Test(arguments: Form.all)
    func `are those of a loop`(form: Form) throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        var stream = Stream(form.testDescription.utf8.reduce(0) { $0 &* 31 &+ Int($1) })
        for (m, n, k) in [(1, 1, 1), (5, 3, 7), (17, 33, 9), (4, 64, 31)] {
            let brain = form.compute == .bfloat16
            func pitch(_ columns: Int) -> Int { brain ? (columns + 15) / 8 * 8 : columns + 3 - columns % 2 }
            var a = form.aTransposed ? Stored(rows: k, columns: m, pitch: pitch(m), &stream) : Stored(rows: m, columns: k, pitch: pitch(k), &stream)
            var b = form.bTransposed ? Stored(rows: n, columns: k, pitch: pitch(k), &stream) : Stored(rows: k, columns: n, pitch: pitch(n), &stream)
            let c = Stored(rows: m, columns: n, pitch: n + 2, &stream)
            let bias = stream.next(n)
            let placeA = brain ? try gpu.upload(a.brain) : try gpu.upload(a.values)
            let placeB = brain ? try gpu.upload(b.brain) : try gpu.upload(b.values)
            let placeC = try gpu.upload(c.values), placeBias = try gpu.upload(bias)
            if brain { (a.values, b.values) = (a.rounded, b.rounded) }
            if form.compute == .tf32 { (a.values, b.values) = (a.values.map(Self.tf32), b.values.map(Self.tf32)) }
            for (alpha, beta, isBiased) in [(Float(1), Float(0), false), (0.5, 0, true), (-2, 0.75, true), (1, 1, false)] {
                try gpu.tryCopyIn(c.values, to: placeC, bytes: 4 * c.values.count)
                gpu.product(
                    ProductRequest(
                        m: m, n: n, k: k, a: placeA, aTransposed: form.aTransposed, aPitch: a.pitch, aType: brain ? .bfloat16 : .float32,
                        b: placeB, bTransposed: form.bTransposed, bPitch: b.pitch, bType: brain ? .bfloat16 : .float32,
                        c: placeC, cPitch: c.pitch, alpha: alpha, beta: beta, compute: form.compute, bias: isBiased ? placeBias : nil))
                let got = try gpu.download(placeC, count: c.values.count, like: Float(0))
                for row in 0..<m {
                    for column in 0..<n {
                        var sum = 0.0
                        for i in 0..<k { sum += Double(a.at(row, i, form.aTransposed)) * Double(b.at(i, column, form.bTransposed)) }
                        let expected = Double(alpha) * sum + Double(beta) * Double(c.at(row, column, false)) + (isBiased ? Double(bias[column]) : 0)
                        #expect(abs(Double(got[row * c.pitch + column]) - expected) <= 1e-6 * max(1, abs(expected)), "\(m) \(n) \(k) at \(row), \(column)")
                    }
                    // What lies between rows is nobody's.
                    #expect(got[row * c.pitch + n].isNaN && got[row * c.pitch + n + 1].isNaN)
                }
            }
        }
    }

    @Test(arguments: [ProductRequest.Compute.float32, .bfloat16])
    func `of a batch`(compute: ProductRequest.Compute) throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        var stream = Stream(5)
        let (m, n, k, batch) = (3, 5, 4, 3), brain = compute == .bfloat16, pitch = 8
        let a = Stored(rows: m * batch, columns: k, pitch: pitch, &stream), b = Stored(rows: n, columns: k, pitch: pitch, &stream)
        let type: ProductRequest.Number = brain ? .bfloat16 : .float32
        let placeA = brain ? try gpu.upload(a.brain) : try gpu.upload(a.values), placeB = brain ? try gpu.upload(b.brain) : try gpu.upload(b.values)
        let placeC = try gpu.upload([Float](repeating: .nan, count: batch * 20))
        // B is one for all.
        gpu.product(
            ProductRequest(
                m: m, n: n, k: k, a: placeA, aPitch: pitch, aType: type, b: placeB, bTransposed: true, bPitch: pitch, bType: type,
                c: placeC, cPitch: 6, compute: compute, batch: batch, aStride: m * pitch, bStride: 0, cStride: 20))
        let got = try gpu.download(placeC, count: batch * 20, like: Float(0))
        let (x, y) = brain ? (a.rounded, b.rounded) : (a.values, b.values)
        for one in 0..<batch {
            for row in 0..<m {
                for column in 0..<n {
                    let expected = (0..<k).reduce(0.0) { $0 + Double(x[(one * m + row) * pitch + $1]) * Double(y[column * pitch + $1]) }
                    #expect(abs(Double(got[one * 20 + row * 6 + column]) - expected) <= 1e-6)
                }
            }
        }
    }

    /// Precisions differ as they should: what a setting says is what is computed.
    @Test func `are as exact as the setting says`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        var stream = Stream(9)
        let k = 96, n = 40
        let a = Stored(rows: n, columns: k, pitch: k, &stream), b = Stored(rows: n, columns: k, pitch: k, &stream)
        func error(_ compute: ProductRequest.Compute) throws -> Double {
            let brain = compute == .bfloat16, type: ProductRequest.Number = brain ? .bfloat16 : .float32
            let placeA = brain ? try gpu.upload(a.brain) : try gpu.upload(a.values), placeB = brain ? try gpu.upload(b.brain) : try gpu.upload(b.values)
            let placeC = try gpu.allocate(4 * n * n)
            gpu.product(ProductRequest(m: n, n: n, k: k, a: placeA, aPitch: k, aType: type, b: placeB, bTransposed: true, bPitch: k, bType: type, c: placeC, cPitch: n, compute: compute))
            let got = try gpu.download(placeC, count: n * n, like: Float(0))
            var difference = 0.0, size = 0.0
            for row in 0..<n {
                for column in 0..<n {
                    let exact = (0..<k).reduce(0.0) { $0 + Double(a.values[row * k + $1]) * Double(b.values[column * k + $1]) }
                    difference += (Double(got[row * n + column]) - exact) * (Double(got[row * n + column]) - exact)
                    size += exact * exact
                }
            }
            return (difference / size).squareRoot()
        }
        let float32 = try error(.float32), tf32 = try error(.tf32), brain = try error(.bfloat16)
        #expect(float32 < 1e-7)
        #expect(tf32 > 1e-4 && tf32 < 6e-4)
        #expect(brain > 1e-3 && brain < 5e-3)
    }

    @Test func `ask for an algorithm once a shape, and once for all runs`() throws {
        let fakes = try DeviceFakes(quiet: true)
        func run(_ gpu: GPU) throws -> [Float] {
            let a = try gpu.upload([Float](repeating: 2, count: 64)), c = try gpu.allocate(256)
            for n in [8, 8, 4, 8] {
                gpu.product(ProductRequest(m: 8, n: n, k: 8, a: a, aPitch: 8, b: a, bTransposed: true, bPitch: 8, c: c, cPitch: 8, compute: .tf32))
            }
            return try gpu.download(c, count: 64, like: Float(0))
        }
        #expect(try run(fakes.open()) == [Float](repeating: 32, count: 64))
        #expect(fakes.calls("cublasLtMatmulAlgoGetHeuristic") == 2)
        #expect(fakes.calls("cublasLtMatmul") == 4)
        #expect(try run(fakes.open()) == [Float](repeating: 32, count: 64))
        #expect(fakes.calls("cublasLtMatmulAlgoGetHeuristic") == 2)
        // Another version of the library, another choice.
        fakes.setLtVersion(130600)
        _ = try run(fakes.open())
        #expect(fakes.calls("cublasLtMatmulAlgoGetHeuristic") == 4)
    }

    /// Rows of a larger matrix: places that are aligned to 4 bytes, or 16, and no more.
    @Test(arguments: [ProductRequest.Compute.tf32, .bfloat16])
    func `of parts of larger matrices`(compute: ProductRequest.Compute) throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        var stream = Stream(3)
        let brain = compute == .bfloat16, pitch = brain ? 24 : 13, size = brain ? 2 : 4
        let type: ProductRequest.Number = brain ? .bfloat16 : .float32
        var all = Stored(rows: 9, columns: 11, pitch: pitch, &stream)
        let place = brain ? try gpu.upload(all.brain) : try gpu.upload(all.values), c = try gpu.upload([Float](repeating: .nan, count: 50))
        all.values = brain ? all.rounded : all.values.map(Self.tf32)
        // A: rows 1…3, B: rows 4…8, both from column 8 (of 16 bytes) or 2 on.
        let first = brain ? 8 : 2
        for (offset, k) in [(first, 11 - first), (0, 11), (first, 1)] {
            func part(_ row: Int) -> DevicePointer { place.advanced(by: (row * pitch + offset) * size) }
            gpu.product(
                ProductRequest(
                    m: 3, n: 5, k: k, a: part(1), aPitch: pitch, aType: type, b: part(4), bTransposed: true, bPitch: pitch, bType: type,
                    c: c.advanced(by: 12), cPitch: 7, compute: compute))
            let got = try gpu.download(c, count: 50, like: Float(0))
            for row in 0..<3 {
                for column in 0..<5 {
                    let expected = (offset..<offset + k).reduce(0.0) { $0 + Double(all.at(1 + row, $1, false)) * Double(all.at(4 + column, $1, false)) }
                    #expect(abs(Double(got[3 + row * 7 + column]) - expected) <= 1e-6)
                }
            }
        }
    }

    @Test func `of one shape have each their own bias`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let a = try gpu.upload([Float](repeating: 1, count: 4)), rows = try gpu.upload((0..<8).map(Float.init)), c = try gpu.allocate(16)
        for row in 0..<4 {
            gpu.product(
                ProductRequest(
                    m: 2, n: 2, k: 2, a: a, aPitch: 2, b: a, bPitch: 2, c: c, cPitch: 2, compute: .float32, bias: rows.advanced(by: row * 8)))
            let first = Float(2 * row + 2)
            #expect(try gpu.download(c, count: 4, like: Float(0)) == [first, first + 1, first, first + 1])
        }
        #expect(fakes.calls("cublasLtMatmulAlgoGetHeuristic") == 1)
    }

    /// A library without a form for TF32 at some alignment: float32 then. Without one for bfloat16: an error.
    @Test func `without TF32 are float32`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let third = Float(1) / 3
        let a = try gpu.upload([third]), b = try gpu.upload([Float(3)]), c = try gpu.allocate(4)
        func computed(_ n: Int) throws -> Float {
            gpu.product(ProductRequest(m: 1, n: 1, k: 1, a: a, aPitch: n, b: b, bPitch: 1, c: c, cPitch: 1, compute: .tf32))
            return try gpu.download(c, count: 1, like: Float(0))[0]
        }
        #expect(try computed(1) != 1)
        fakes.fail("cublasLtMatmulAlgoGetHeuristic", code: 15)
        #expect(try computed(2) == 1)
        #expect(try computed(2) == 1)
        #expect(fakes.calls("cublasLtMatmulAlgoGetHeuristic") == 3)
        #expect(fakes.calls("cublasLtMatmulDescCreate") == fakes.calls("cublasLtMatmulDescDestroy") + 2)
        fakes.fail("cublasLtMatmulAlgoGetHeuristic", code: 15)
        let half = try gpu.allocate(64)
        let said = try failure {
            try gpu.tryProduct(
                ProductRequest(
                    m: 1, n: 1, k: 1, a: half, aPitch: 8, aType: .bfloat16, b: half, bPitch: 8, bType: .bfloat16, c: c, cPitch: 1,
                    compute: .bfloat16))
        }
        #expect(said?.what.contains("CUBLAS_STATUS_NOT_SUPPORTED, 15") == true)
    }

    @Test func `over nothing are zero`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let a = try gpu.allocate(4), c = try gpu.upload([Float](repeating: 3, count: 12))
        gpu.product(ProductRequest(m: 2, n: 3, k: 0, a: a, aPitch: 1, b: a, bPitch: 3, c: c, cPitch: 5, compute: .float32))
        gpu.product(ProductRequest(m: 0, n: 3, k: 2, a: a, aPitch: 2, b: a, bPitch: 3, c: c, cPitch: 5, compute: .float32))
        #expect(try gpu.download(c, count: 12, like: Float(0)) == [0, 0, 0, 3, 3, 0, 0, 0, 3, 3, 3, 3])
    }

    @Test func `wait in the stream like all work`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDeferred(true)
        let gpu = try fakes.open()
        let a = try gpu.upload([Float](repeating: 1, count: 4)), c = try gpu.allocate(16)
        gpu.product(ProductRequest(m: 2, n: 2, k: 2, a: a, aPitch: 2, b: a, bPitch: 2, c: c, cPitch: 2, compute: .float32))
        #expect(fakes.peek(c.address, bytes: 4) == [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(try gpu.download(c, count: 4, like: Float(0)) == [2, 2, 2, 2])
    }

    @Test func `beyond their memory are refused`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open(adding: ["ORTHOSAE_DEVICE_EXACT": "1"])
        let a = try gpu.allocate(4 * 6), c = try gpu.allocate(4 * 9)
        func ask(_ p: ProductRequest) throws -> String? { try failure { try gpu.tryProduct(p) }?.what }
        let good = ProductRequest(m: 3, n: 3, k: 2, a: a, aPitch: 2, b: a, bTransposed: true, bPitch: 2, c: c, cPitch: 3, compute: .float32)
        #expect(try ask(good) == nil)
        var beyond = good
        beyond.aPitch = 3
        #expect(try ask(beyond) == "the GPU's driver refuses a call in a product or before it (CUBLAS_STATUS_EXECUTION_FAILED, 13, told by cublasLtMatmul)")
        #expect(fakes.complaint == "an operand beyond its memory")
        beyond = good
        beyond.bias = c.advanced(by: 28)
        #expect(try ask(beyond) != nil)
        #expect(fakes.complaint == "a bias beyond its memory")
        beyond = good
        beyond.c = c.advanced(by: 2)
        #expect(try ask(beyond) != nil)
        #expect(fakes.complaint == "an operand that does not begin at 4 bytes")
        #expect(try ask(good) == nil)
    }

    @Test(arguments: ["cublasLtMatmulDescCreate", "cublasLtMatrixLayoutCreate", "cublasLtMatmulPreferenceCreate", "cublasLtMatmulAlgoGetHeuristic", "cublasLtMatmul"])
    func `that the library refuses say which call`(call: String) throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let a = try gpu.upload([Float](repeating: 1, count: 4)), c = try gpu.allocate(16)
        fakes.fail(call, nth: 1, code: 14)
        let request = ProductRequest(m: 2, n: 2, k: 2, a: a, aPitch: 2, b: a, bPitch: 2, c: c, cPitch: 2, compute: .float32)
        let said = try #require(try failure { try gpu.tryProduct(request) })
        #expect(said.what.hasSuffix("(CUBLAS_STATUS_INTERNAL_ERROR, 14, told by \(call))"))
        try gpu.tryProduct(request)
        #expect(try gpu.download(c, count: 4, like: Float(0)) == [2, 2, 2, 2])
    }
}

/// bfloat16's bits: the upper half of a float32, rounded to even.
private func roundedToBrain(_ x: Float) -> UInt16 {
    let bits = x.bitPattern
    if x.isNaN { return UInt16(bits >> 16) | 0x40 }
    return UInt16((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16)
}
