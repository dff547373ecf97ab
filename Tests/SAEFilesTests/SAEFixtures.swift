import Autoencoders
import Engine
import Foundation
import Records
import SAEFiles
import TensorFiles
import Testing

/// Weights of both signs, each number its own, in the shapes that formats store them in.
struct SAEFixture {
    let d: Int, f: Int
    /// `[F][d]`
    let encoder: [[Float]], decoder: [[Float]]
    let encoderBias: [Float], decoderBias: [Float], threshold: [Float]

    init(d: Int = 6, f: Int = 12) {
        (self.d, self.f) = (d, f)
        func some(_ count: Int, _ seed: Int, _ size: Float = 1) -> [Float] {
            (0..<count).map { place -> Float in
                let mixed: Int = ((place + seed) * 7919 + seed * 31) % 211
                return size * Float(mixed - 105) / 64
            }
        }
        encoder = (0..<f).map { some(d, $0 * 17 + 1) }
        decoder = (0..<f).map { some(d, $0 * 13 + 5) }
        encoderBias = some(f, 9, 0.3)
        decoderBias = some(d, 13, 0.5)
        threshold = some(f, 3, 0.4).map(abs)
    }

    static func matrix(_ rows: [[Float]]) -> Matrix {
        Matrix(rows: rows.count, columns: rows.first?.count ?? 0, elements: rows.flatMap { $0 })
    }
    static func turned(_ rows: [[Float]]) -> Matrix {
        matrix((0..<(rows.first?.count ?? 0)).map { j in rows.map { $0[j] } })
    }
    static func vector(_ values: [Float]) -> (Matrix, [Int]) {
        (Matrix(rows: 1, columns: values.count, elements: values), [values.count])
    }

    /// Activations `[n, d]`.
    func activations(_ n: Int = 40) -> [[Float]] {
        (0..<n).map { row -> [Float] in
            (0..<d).map { column -> Float in
                let mixed: Int = ((column + 3 * row) * 6271 + row * 97) % 389
                return Float(mixed - 194) / 60
            }
        }
    }
}

/// What a format's own program computes, said plainly and in float64.
struct PlainSAE {
    enum Act { case relu, topk(Int), abstopk(Int), jump([Double]), groups(Int), gated(gate: [Double], magnitude: [Double], r: [Double]) }
    var w: SAEFixture
    var act: Act
    var subtracts = false
    var scale = 1.0
    var row = InferenceRules.RowScale.none

    func run(_ x: [Float]) -> (latents: [Double], output: [Double]) {
        var x = x.map { Double($0) * scale }
        let mean = x.reduce(0, +) / Double(w.d), norm = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let deviation = (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(w.d - 1)).squareRoot()
        switch row {
        case .none: break
        case .layerNorm: x = x.map { ($0 - mean) / (deviation + 1e-5) }
        case .constantNorm: x = x.map { $0 * Double(w.d).squareRoot() / norm }
        }
        let input = (0..<w.d).map { x[$0] - (subtracts ? Double(w.decoderBias[$0]) : 0) }
        let products = w.encoder.map { r in (0..<w.d).reduce(0.0) { $0 + input[$1] * Double(r[$1]) } }
        var z = zip(products, w.encoderBias).map { $0 + Double($1) }
        let order = z.indices.sorted { z[$0] > z[$1] }, bySize = z.indices.sorted { abs(z[$0]) > abs(z[$1]) }
        switch act {
        case .relu: z = z.map { max(0, $0) }
        case .topk(let k):
            let kept = Set(order.prefix(k))
            z = z.indices.map { kept.contains($0) ? max(0, z[$0]) : 0 }
        case .abstopk(let k):
            let kept = Set(bySize.prefix(k))
            z = z.indices.map { kept.contains($0) ? z[$0] : 0 }
        case .jump(let theta): z = z.indices.map { z[$0] > theta[$0] ? max(0, z[$0]) : 0 }
        case .groups(let k):
            let size = w.f / k, old = z
            z = old.indices.map { i in
                let group = i / size * size..<(i / size + 1) * size
                return old[i] == group.map { old[$0] }.max() ? max(0, old[i]) : 0
            }
        case .gated(let gate, let magnitude, let r):
            z = z.indices.map { products[$0] + gate[$0] > 0 ? max(0, exp(r[$0]) * products[$0] + magnitude[$0]) : 0 }
        }
        var y = (0..<w.d).map { j in z.indices.reduce(Double(w.decoderBias[j])) { $0 + z[$1] * Double(w.decoder[$1][j]) } }
        switch row {
        case .none: break
        case .layerNorm: y = y.map { $0 * deviation + mean }
        case .constantNorm: y = y.map { $0 * norm / Double(w.d).squareRoot() }
        }
        return (z, y.map { $0 / scale })
    }
}

/// Holds an SAE's latents and reconstructions to the plain ones: 1e-5 of their root mean square.
func expectSame(
    _ sae: Autoencoder, as plain: PlainSAE, engine: ComputeEngine, location: SourceLocation = #_sourceLocation
) {
    let rows = plain.w.activations()
    let x = SAEFixture.matrix(rows), latents = SparseLatents(columns: sae.latents)
    let output = Matrix(rows: rows.count, columns: sae.width), dense = Matrix(rows: rows.count, columns: sae.latents)
    sae.encode(x, engine: engine, into: latents)
    sae.decode(latents, of: x, engine: engine, into: output)
    engine.scatter(latents, into: dense)
    let wanted = rows.map(plain.run)
    func compare(_ found: [Float], _ wanted: [Double], _ what: String) {
        let size = (wanted.reduce(0) { $0 + $1 * $1 } / Double(wanted.count)).squareRoot()
        let worst = zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? .infinity
        #expect(size > 0 && worst <= 1e-5 * size, "\(what): off by \(worst), of \(size)", sourceLocation: location)
    }
    compare(dense.toArray(), wanted.flatMap(\.latents), "latents")
    compare(output.toArray(), wanted.flatMap(\.output), "reconstructions")
    #expect(wanted.contains { $0.latents.contains { $0 != 0 } }, sourceLocation: location)
}
