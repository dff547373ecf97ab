import Autoencoders
import Engine
import Failures
import Foundation
import Records
import SAEFiles
import TensorFiles
import TestSupport
import Testing

/// Files of every format with some bytes changed, cut off or repeated: each is read or refused with a sentence, and what is
/// read can be computed with. `ORTHOSAE_MUTATIONS` is the number of files for each format.
@Suite struct SAEMutationTests {
    private let engine = ComputeEngine(threads: 1)
    private static let folder = Goldens.url("exchange/saes")
    private static let count = ProcessInfo.processInfo.environment["ORTHOSAE_MUTATIONS"].flatMap { Int($0) } ?? 300

    /// A small SAE of each format: its folder, and the files that are mutated.
    private static let places: [(folder: String, files: [String])] = [
        ("saelens/gated/sae", ["cfg.json", "sae_weights.safetensors"]),
        ("saelens-old/topk/sae", ["cfg.json", "sae_weights.safetensors"]),
        ("sparsify/groupmax/run/h.3", ["cfg.json", "sae.safetensors"]),
        ("dictionary_learning/MatryoshkaBatchTopKSAE/trainer_0", ["config.json", "ae.pt"]),
        ("dictionary_learning/GatedAutoEncoder/trainer_0", ["config.json", "ae.pt"]),
        ("gemma-scope/stored/gemma-scope-2b-pt-res/layer_3/width_64/average_l0_5", ["params.npz"]),
        ("gemma-scope/deflated/gemma-scope-2b-pt-res/layer_3/width_16/average_l0_5", ["params.npz"]),
        ("gemma-scope-2/no-config/gemma-scope-2-1b-pt/mlp_out/layer_3_width_32_l0_small", ["params.safetensors"]),
        ("gemma-scope-2/resid-post/gemma-scope-2-1b-pt/resid_post/layer_3_width_32_l0_small", ["config.json", "params.safetensors"]),
        ("llama-scope/residual/Llama3_1-8B-Base-LXR-8x/Llama3_1-8B-Base-L3R-8x", ["hyperparams.json", "checkpoints/final.safetensors"]),
        ("llama-scope/r1-distill/Llama-Scope-R1-Distill/400M-Slimpajama-400M-OpenR1-Math-220k/L3R", ["config.json", "sae_weights.safetensors"]),
        ("qwen-scope/residual/SAE-Res-Qwen3-1.7B-Base-W1K-L0_5", ["layer3.sae.pt"]),
        ("dictionaries/goodfire-8b/Llama-3.1-8B-Instruct-SAE-l19", ["Llama-3.1-8B-Instruct-SAE-l19.pth"]),
        (
            "dictionaries/ckkissane/attn-saes-gpt2-small-all-layers",
            ["gpt2-small_L3_Hcat_z_lr1.20e-03_l11.80e+00_ds16_bs4096_dc1.00e-06_rsanthropic_rie25000_nr4_v9_cfg.json"]
        ),
    ]

    /// 64 bits after 64 bits, the same on every machine (splitmix64).
    private struct Bits {
        var state: UInt64
        mutating func next(below n: Int) -> Int {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return Int(truncatingIfNeeded: (z ^ (z >> 31)) >> 1) % max(1, n)
        }
    }

    @Test(arguments: places.indices) func `a mutated file is read or refused`(index: Int) throws {
        let place = Self.places[index], source = Self.folder.appending(path: place.folder)
        try withTemporaryFolder { folder in
            // The folder's own name stays, since formats read it.
            let copy = folder.appending(path: source.lastPathComponent), names = place.files
            try FileManager.default.copyItem(at: source, to: copy)
            let hints = { var hints = SAEHints(); hints.inputScale = 0.7; return hints }()
            var random = Bits(state: UInt64(index + 1)), read = 0, refused = 0
            for name in names {
                let file = copy.appending(path: name), whole = [UInt8](try Data(contentsOf: file))
                for _ in 0..<max(1, Self.count / names.count) {
                    var bytes = whole
                    // Headers are at both ends; the numbers between them matter less.
                    func somewhere() -> Int {
                        let edge = min(bytes.count, 700)
                        switch random.next(below: 4) {
                        case 0: return random.next(below: bytes.count)
                        case 1: return max(0, bytes.count - 1 - random.next(below: edge))
                        default: return random.next(below: edge)
                        }
                    }
                    for _ in 0...random.next(below: 4) where !bytes.isEmpty {
                        let at = somewhere()
                        switch random.next(below: 8) {
                        case 0: bytes.removeLast(random.next(below: bytes.count))
                        case 1: bytes.remove(at: at)
                        case 2: bytes.insert(UInt8(random.next(below: 256)), at: at)
                        case 3: bytes[at] = [0, 0xFF, 0x7F, 0x80, 0x22, 0x39][random.next(below: 6)]
                        case 4: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 1 + random.next(below: 30))], at: at)
                        default: bytes[at] ^= 1 << UInt8(random.next(below: 8))
                        }
                    }
                    try Data(bytes).write(to: file)
                    do {
                        let sae = try SAEFile.read(copy, about: hints, engine: engine).autoencoder
                        let x = Matrix(rows: 2, columns: sae.width), y = Matrix(rows: 2, columns: sae.width)
                        let latents = SparseLatents(columns: sae.latents)
                        sae.encode(x, engine: engine, into: latents)
                        sae.decode(latents, of: x, engine: engine, into: y)
                        read += 1
                    } catch let failure as Failure {
                        refused += 1
                        #expect(failure.description.utf8.count < 4000 && !failure.description.contains("\u{1B}"))
                    }
                }
                try Data(whole).write(to: file)
            }
            print("\(place.folder): \(read + refused) mutated files, \(read) read, \(refused) refused")
            // Without a change it is read, so that what was refused was refused for its change.
            #expect(throws: Never.self) { try SAEFile.read(copy, about: hints, engine: engine) }
            #expect(refused > 0)
        }
    }
}
