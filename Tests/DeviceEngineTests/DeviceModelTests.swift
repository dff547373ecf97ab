import Engine
import Testing

/// What a language model's forward is made of.
@Suite struct DeviceModelTests {
    @Test func `norms and rotations are the processor's`() throws {
        let bench = try DeviceBench()
        for (rows, columns) in awkwardShapes {
            let x = noise(rows, columns, seed: 1), out = noise(rows, columns, seed: 2), gain = noise(1, columns, seed: 3)
            for offset in [Float(0), 1] {
                try bench.expect([x, gain], out, within: 2e-6) {
                    $0.rmsNorm($1[0], weight: $1[1], offset: offset, epsilon: 1e-6, into: $2)
                }
                try bench.expect([gain], out, within: 2e-6) {
                    $0.rmsNorm($2, weight: $1[0], offset: offset, epsilon: 1e-6, into: $2)
                }
                try bench.expect([x, gain], out, within: 2e-6) {
                    $0.addRMSNorm($1[0], weight: $1[1], offset: offset, epsilon: 1e-6, to: $2)
                }
            }
            try bench.expect([x], out, within: 2e-6) { $0.standardizeRows($1[0], epsilon: 1e-5, into: $2) }
            try bench.expect([x], out, within: 2e-6) { $0.centerRows($1[0], into: $2) }
            try bench.expect([], out, within: 2e-6) { engine, _, out in engine.centerRows(out, into: out) }
        }
        let parts = noise(10, 50, seed: 4), gain = noise(1, 7, seed: 5)
        try bench.expect([gain], parts, within: 2e-6) {
            $0.rmsNormParts($2, from: 3, parts: 6, weight: $1[0], offset: 1, epsilon: 1e-6)
        }
        try bench.expect([gain], parts, within: 0) {
            $0.rmsNormParts($2, from: 3, parts: 0, weight: $1[0], offset: 1, epsilon: 1e-6)
        }
        for (width, headWidth, start) in [(8, 8, 0), (6, 9, 3), (2, 12, 0)] {
            let table = RotaryTable(positions: 9, frequencies: RotaryTable.frequencies(width: width, base: 100))
            let own = RotaryTable(positions: 9, frequencies: RotaryTable.frequencies(width: width, base: 100))
            try bench.expect([], noise(15, 40, seed: 6), within: 2e-7) { engine, _, out in
                engine.rotate(
                    out, heads: 3, headWidth: headWidth, length: 5, from: start, by: engine.traffic == nil ? table : own)
            }
        }
    }

    private static let shapes = [
        AttentionShape(heads: 4, keyHeads: 2, headWidth: 16, scale: 0.4, cap: nil, window: nil),
        AttentionShape(heads: 3, keyHeads: 3, headWidth: 8, scale: 0.5, cap: 2, window: 4),
        // No multiple of 8, so TF32 where the precision is bf16.
        AttentionShape(heads: 2, keyHeads: 1, headWidth: 5, scale: 1, cap: 1, window: 9),
    ]

    /// Attention's weights are at most 1, its values at most 1: what rounding of operands does to a score of scale · d/3
    /// comes first.
    static func tolerance(_ precision: Precision) -> Double {
        switch precision {
        case .float32: 4e-6
        case .tf32: 2e-3
        case .bf16: 1.5e-2
        }
    }

    /// As it is, and cut as large shapes are.
    static let cuts = [
        nil, (scores: 2000, queries: 1024), (scores: 400, queries: 8), (scores: 30, queries: 7), (scores: 100_000, queries: 4),
    ]

    @Test(arguments: Precision.allCases)
    func `attention is the processor's however it is cut`(precision: Precision) throws {
        let bench = try DeviceBench(precision), scratch = AttentionScratch()
        for shape in DeviceModelTests.shapes {
            for (sequences, length) in [(1, 1), (3, 11), (2, 37)] {
                let joined = noise(sequences * length, shape.joinedColumns, seed: length)
                let out = noise(sequences * length, shape.outputColumns, seed: 2)
                for cut in DeviceModelTests.cuts {
                    bench.cut(cut)
                    try bench.expect([joined], out, within: DeviceModelTests.tolerance(precision)) {
                        $0.attention($1[0], sequences: sequences, length: length, shape: shape, scratch: scratch, into: $2)
                    }
                }
            }
        }
    }

    @Test(arguments: Precision.allCases)
    func `attention after a prefix is the processor's however it is cut`(precision: Precision) throws {
        let bench = try DeviceBench(precision), scratch = AttentionScratch()
        for shape in DeviceModelTests.shapes {
            for (before, sequences, length) in [(0, 2, 3), (1, 3, 1), (8, 2, 5), (13, 3, 10), (21, 1, 9)] {
                let joined = noise(sequences * length, shape.joinedColumns, seed: length)
                let prefix = noise(before, shape.joinedColumns, seed: 3)
                let out = noise(sequences * length, shape.outputColumns, seed: 2)
                for cut in DeviceModelTests.cuts {
                    bench.cut(cut)
                    try bench.expect([joined, prefix], out, within: DeviceModelTests.tolerance(precision)) {
                        $0.attention(
                            $1[0], after: $1[1], sequences: sequences, length: length, shape: shape, scratch: scratch, into: $2)
                    }
                }
            }
        }
    }

    @Test(arguments: Precision.allCases)
    func `a feed-forward layer is the processor's`(precision: Precision) throws {
        let bench = try DeviceBench(precision)
        for (tokens, d, f, type) in [(1, 37, 19, StorageType.float32), (9, 40, 70, .bfloat16), (70, 16, 24, .float16)] {
            let gate = bench.host.pack(noise(f, d, seed: 1), as: type), up = bench.host.pack(noise(f, d, seed: 2), as: type)
            let down = bench.host.pack(noise(d, f, seed: 3), as: type)
            let x = noise(tokens, d, seed: 4)
            let biases = [noise(1, f, seed: 5), noise(1, f, seed: 6), noise(1, d, seed: 7)]
            for activation in HiddenActivation.allCases {
                for (isGated, isBiased) in [(true, false), (true, true), (false, true), (false, false)] {
                    // Biases of their own for each engine, as a model has them.
                    func weights() -> FeedForwardWeights {
                        func bias(_ i: Int) -> Matrix? {
                            if !isBiased || (i == 0 && !isGated) { return nil }
                            return Matrix(rows: 1, columns: biases[i].columns, elements: biases[i].toArray())
                        }
                        return FeedForwardWeights(
                            gate: isGated ? gate : nil, up: up, down: down, activation: activation, gateBias: bias(0),
                            upBias: bias(1), downBias: bias(2))
                    }
                    let theirs = weights(), own = weights(), scratch = FeedForwardScratch()
                    for tokensOfPart in [64...4096, 4...4] {
                        var limits = ModelLimits()
                        limits.tokens = tokensOfPart
                        bench.device.limitModelParts(limits)
                        try bench.expect([x], noise(tokens, d, seed: 8), within: tolerance(precision)) {
                            #expect($0.feedForward($1[0], by: $0.traffic == nil ? theirs : own, scratch: scratch, into: $2))
                        }
                        try bench.expect([x], noise(tokens, f, seed: 8), within: tolerance(precision)) {
                            #expect($0.hiddenLayer($1[0], by: $0.traffic == nil ? theirs : own, scratch: scratch, into: $2))
                        }
                    }
                }
            }
        }
    }

    /// Two products of depths up to 70 behind each other.
    private func tolerance(_ precision: Precision) -> Double { 2 * DeviceProductTests.tolerance(precision, 70) }

    @Test func `a weight that is no number is told`() throws {
        let bench = try DeviceBench(), good = bench.host.pack(noise(8, 8, seed: 1), as: .float32)
        for place in 0..<3 {
            var elements = noise(64, seed: 2)
            elements[37] = place == 1 ? .nan : .infinity
            let bad = bench.host.pack(Matrix(rows: 8, columns: 8, elements: elements), as: .float32)
            let weights = FeedForwardWeights(
                gate: place == 0 ? bad : good, up: place == 1 ? bad : good, down: place == 2 ? bad : good, activation: .silu)
            let x = noise(2, 8, seed: 3), out = Matrix(rows: 2, columns: 8), scratch = FeedForwardScratch()
            #expect(!bench.device.feedForward(x, by: weights, scratch: scratch, into: out))
            #expect(bench.device.hiddenLayer(x, by: weights, scratch: scratch, into: out) == (place == 2))
        }
    }
}

extension DeviceBench {
    func cut(_ cut: (scores: Int, queries: Int)?) {
        var limits = ModelLimits()
        if let cut {
            limits.scores = cut.scores
            limits.queries = cut.queries
        }
        device.limitModelParts(limits)
    }
}
