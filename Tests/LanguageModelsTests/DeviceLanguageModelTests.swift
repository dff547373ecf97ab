import Engine
import LanguageModels
import TensorFiles
import TestSupport
import Testing

/// Language models on a device (the fakes: every kernel in emulation, work deferred until something waits) against
/// `transformers`.
@Suite struct DeviceLanguageModelTests {
    typealias F = Gemma2Fixtures

    // One fake device for all: the stacks of emulated threads of many would be more mappings than a process may have.
    private static let fakes = Result {
        let fakes = try DeviceFakes()
        fakes.setDeferred(true)
        return fakes
    }

    private func engine(_ precision: Precision) throws -> ComputeEngine {
        let environment = try DeviceLanguageModelTests.fakes.get().environment.merging([
            "ORTHOSAE_DEVICE_STRICT": "1", "ORTHOSAE_DEVICE_EXACT": "1",
        ]) { $1 }
        return try ComputeEngine(gpu: 0, precision: precision, threads: 1, environment: environment)
    }

    /// Largest error over RMS of the embedded model: TF32 has three bits more than bf16.
    private func tolerance(_ precision: Precision) -> Double {
        switch precision {
        case .float32: F.tolerance
        case .tf32: 3e-2 / 8
        case .bf16: 3e-2
        }
    }

    /// The same of a family's golden. Its random weights grow what is rounded anywhere by a factor of their own, which is seen
    /// where `transformers` computes in float32 (`FamilyGoldenTests.spread`): operands of 11 (TF32) or 8 bits instead of 24
    /// may cost half of what that and the ratio of the roundings make. The worst seen is 0.37 of it.
    private func tolerance(_ precision: Precision, _ name: String, _ tensor: String) throws -> Double {
        let ratio: Double
        switch precision {
        case .float32: return try FamilyGoldenTests.tolerance(name, tensor)
        case .tf32: ratio = 0x1p13
        case .bf16: ratio = 0x1p16
        }
        return 0.5 * ratio * (try #require(FamilyGoldenTests.spread[name]?[tensor]))
    }

    @Test(arguments: Precision.allCases)
    func `the embedded model's states and logits are those of transformers`(precision: Precision) throws {
        let goldens = try F.goldens("nano"), engine = try engine(precision)
        let model = try LanguageModel(folder: F.nano, engine: engine)
        let tokens = try goldens.integers("tokens").map { Int32($0) }
        for n in [1, 2, 128] {
            let batch = TokenBatch([Array(tokens[..<n])])
            // Of the long sequence the last layer's stream, which has all the rest in it.
            let names = goldens.names.filter { $0.hasPrefix("len\(n).") && !$0.contains("logits") && (n < 128 || $0.hasSuffix("post.5")) }
            try #require(!names.isEmpty)
            for name in names {
                let parts = name.split(separator: ".")
                let found = try model.activations(batch, Hookpoint("blocks.\(parts[2]).hook_\(parts[1])"))
                let error = F.error(found, try goldens.matrix(name).toArray())
                #expect(error <= tolerance(precision), "\(precision) \(name): \(error)")
            }
            guard n < 128 else { continue }
            let error = try F.error(model.logits(batch), goldens.matrix("len\(n).logits").toArray())
            #expect(error <= tolerance(precision), "\(precision) len\(n).logits: \(error)")
        }
        let (sum, predicted) = try model.crossEntropy(of: Array(tokens[..<64]))
        let host = try F.model(F.nano).crossEntropy(of: Array(tokens[..<64]))
        #expect(predicted == host.predicted && abs(sum - host.sum) / Double(predicted) <= 5e-3, "\(precision): \(sum), \(host.sum)")
    }

    @Test(arguments: FamilyGoldenTests.cases)
    func `every family's hook points and logits are those of transformers`(name: String) throws {
        let goldens = try SafetensorsFile(Goldens.url("families/\(name)/golden.safetensors"))
        let ids = try goldens.integers("tokens").map { Int32($0) }
        let batch = TokenBatch(ids: ids, sequences: 2, length: 40)
        for precision in Precision.allCases {
            let engine = try engine(precision)
            let model = try LanguageModel(folder: FamilyGoldenTests.folder(name), engine: engine)
            let last = model.configuration.layers - 1
            func expect(_ found: [Float], _ tensor: String) throws {
                let error = F.error(found, try goldens.matrix(tensor).toArray())
                #expect(error <= (try tolerance(precision, name, tensor)), "\(name) \(precision) \(tensor): \(error)")
            }
            for (tensor, site) in FamilyGoldenTests.sites.sorted(by: { $0.key < $1.key }) {
                // At float32 every site; at lower precisions what a run reads.
                guard model.configuration.sites.contains(site), precision == .float32 || site == .residPost else { continue }
                let layer = site == .embed ? 0 : last, named = "\(tensor).\(layer)"
                guard goldens.names.contains(named) else { continue }
                let hook = Hookpoint(layer: layer, site: site)
                try expect(model.activations(batch, hook), named)
            }
            try expect(model.logits(batch), "logits")

            // All there: once more, and only tokens go there and a place comes back.
            let output = Matrix(rows: batch.count, columns: model.configuration.hiddenSize)
            let hook = Hookpoint(layer: last, site: .residPost)
            try model.activations(of: batch, at: hook, into: output)
            let before = try #require(engine.traffic)
            try engine.keepingOnDevice { try model.activations(of: batch, at: hook, into: output) }
            let after = try #require(engine.traffic)
            let moved = (in: after.bytesIn - before.bytesIn, out: after.bytesOut - before.bytesOut)
            // Ids of tokens and (where they are learnt) of positions; what is not finite, of weights and activations.
            #expect(moved.in <= 8 * batch.count && moved.out <= 16, "\(name) \(precision): \(moved)")
            #expect(after.waits - before.waits <= 2, "\(name) \(precision)")
        }
    }
}
