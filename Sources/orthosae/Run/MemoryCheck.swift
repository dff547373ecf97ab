import Engine
import Failures
import Foundation
import Records
import Training

/// What a command needs of memory against what there is, before it works.
enum MemoryCheck {
    /// The threads that were asked for, where their stacks fit; those of all processors as far as they do.
    ///
    /// - Throws: `Failure(.failed)` where fewer threads would have to be asked for.
    static func engine(threads: Int) throws -> ComputeEngine {
        let available = AvailableMemory.now
        guard threads == 0 else {
            try ComputeEngine.threadMemory(threads).require(
                for: "\(threads) threads", remedy: "ask for fewer with --threads; results do not depend on it",
                available: available)
            return ComputeEngine(threads: threads)
        }
        var wanted = ComputeEngine.processors
        // Half of what there is, so that the work has some too.
        while wanted > 1, ComputeEngine.threadMemory(wanted).bytes > available.bytes / 2 { wanted -= 1 }
        return ComputeEngine(threads: wanted)
    }

    /// SAEs that train together.
    ///
    /// - Throws: `Failure(.failed)` with what they need and what there is, on the machine and on the GPU where one computes.
    static func training(_ configs: [RunConfig], width: Int, on engine: ComputeEngine) throws {
        var need = MemoryNeed()
        for config in configs { need.add(TrainingMemory.ofSAE(config, width: width)) }
        if let largest = configs.max(by: { $0.sae.latents < $1.sae.latents }) {
            need.add(TrainingMemory.shared(largest, width: width))
        }
        let isOne = configs.count == 1
        try need.require(
            for: isOne ? "training" : "training \(configs.count) SAEs at once",
            remedy: (isOne ? "" : "train fewer at once with --at-once, ")
                + "lower sae.latents or data.batch (or data.buffer, data.held_out_rows), or raise the limit")
        if let gpu = engine.deviceMemory {
            try need.require(
                for: isOne ? "training" : "training \(configs.count) SAEs at once",
                remedy: (isOne ? "" : "train fewer at once with --at-once, ")
                    + "lower sae.latents or data.batch (or data.buffer, data.held_out_rows), or set device to cpu",
                available: gpu)
        }
    }

    /// Finished SAEs, read at once and used on some rows at a time.
    ///
    /// - Parameters:
    ///   - files: of their weights.
    ///   - work: "evaluating 3 SAEs".
    /// - Throws: `Failure(.failed)`.
    static func reading(_ files: [URL], for work: String) throws {
        var need = MemoryNeed()
        for file in files {
            let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
            need.add("the SAEs' weights", bytes: Double(size))
        }
        try need.require(for: work, remedy: "name fewer SAEs at once, or raise the limit")
    }
}
