import CUDA

/// The feed-forward layer: gates and what they open by two products side by side, one kernel between, one product.
///
/// At bf16 the hidden layer is written in bf16, as the product behind it takes it.
extension Device {
    /// Scratch spaces: gates and what they open, for a part of the tokens; the hidden layer.
    private static let pairSlot = 14, hiddenSlot = 15

    /// Returns whether every weight is finite.
    func feedForward(_ x: MatrixView, by weights: FeedForwardWeights, _ engine: ComputeEngine, into out: Matrix) -> Bool {
        operation("feedForward") {
            let source = x.pointer(self), f = weights.up.rows, packs = precision == .bf16
            let wide = packs ? (f + 7) / 8 * 8 : f
            let down = resident(weights.down, engine), bias = weights.downBias.map { $0.view.pointer(self) }
            let target = out.overwritten(self)
            var finite = down.isFinite
            forEachPart(x, weights) { first, count in
                let hidden = scratch(Device.hiddenSlot, bytes: count * wide * (packs ? 2 : 4))
                let good = activate(
                    source.advanced(by: first * x.columns * 4), tokens: count, width: x.columns, weights, engine,
                    into: packs ? nil : hidden, packed: packs ? hidden : nil, pitch: wide)
                finite = good && finite
                gpu.product(
                    ProductRequest(
                        m: count, n: out.columns, k: f, a: hidden, aPitch: wide, aType: packs ? .bfloat16 : .float32,
                        b: down.operand.place, bTransposed: true, bPitch: down.operand.pitch, bType: down.operand.number,
                        c: target.advanced(by: first * out.columns * 4), cPitch: out.columns, compute: compute, bias: bias))
            }
            return finite
        }
    }

    /// The same without the last product.
    func hiddenLayer(_ x: MatrixView, by weights: FeedForwardWeights, _ engine: ComputeEngine, into out: Matrix) -> Bool {
        operation("hiddenLayer") {
            let source = x.pointer(self), f = weights.up.rows
            let target = out.overwritten(self)
            var finite = true
            forEachPart(x, weights) { first, count in
                let good = activate(
                    source.advanced(by: first * x.columns * 4), tokens: count, width: x.columns, weights, engine,
                    into: target.advanced(by: first * f * 4), packed: nil, pitch: f)
                finite = good && finite
            }
            return finite
        }
    }

    private func forEachPart(_ x: MatrixView, _ weights: FeedForwardWeights, _ body: (_ first: Int, _ count: Int) -> Void) {
        let columns = weights.up.rows * (weights.gate == nil ? 1 : 2), wanted = limits.pairs / columns / 64 * 64
        let part = min(limits.tokens.upperBound, max(limits.tokens.lowerBound, wanted))
        for first in stride(from: 0, to: x.rows, by: part) { body(first, min(part, x.rows - first)) }
    }

    /// hidden = act(x Gᵀ + b_g) ∘ (x Uᵀ + b_u), or act(x Uᵀ + b_u), in float32 or in bf16.
    private func activate(
        _ x: DevicePointer, tokens: Int, width: Int, _ weights: FeedForwardWeights, _ engine: ComputeEngine,
        into out: DevicePointer?, packed bits: DevicePointer?, pitch: Int
    ) -> Bool {
        let f = weights.up.rows, parts = [weights.gate, weights.up].compactMap { $0.map { resident($0, engine) } }
        let pairs = scratch(Device.pairSlot, bytes: tokens * f * parts.count * 4)
        let input =
            precision == .bf16
            ? packed(x, rows: tokens, columns: width, pitch: width, Device.packedSlots.a)
            : DeviceOperand(place: x, pitch: width, number: .float32)
        for (at, part) in parts.enumerated() {
            gpu.product(
                ProductRequest(
                    m: tokens, n: f, k: width, a: input.place, aPitch: input.pitch, aType: input.number,
                    b: part.operand.place, bTransposed: true, bPitch: part.operand.pitch, bType: part.operand.number,
                    c: pairs.advanced(by: at * f * 4), cPitch: f * parts.count, compute: compute))
        }
        launch(
            "transformer_activate", grid: min(tokens, Device.mostRows), by: min(64, (f + 1023) / 1024), .pointer(pairs),
            weights.gateBias?.read(self) ?? .null, weights.upBias?.read(self) ?? .null, out.map { .pointer($0) } ?? .null,
            bits.map { .pointer($0) } ?? .null, .size(tokens), .size(f), .size(f * parts.count), .size(f), .size(pitch),
            .int(weights.activation.number), .flag(weights.gate != nil))
        return parts.allSatisfy { $0.isFinite }
    }
}

extension HiddenActivation {
    /// As the kernel counts them.
    fileprivate var number: Int32 {
        switch self {
        case .geluTanh: 0
        case .gelu: 1
        case .silu: 2
        case .relu: 3
        }
    }
}
