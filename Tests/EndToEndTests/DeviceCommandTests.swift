import Files
import Foundation
import Records
import TestSupport
import Testing

/// Commands that compute on a GPU (the fakes: every kernel in emulation), as a user runs them.
@Suite struct `On a GPU` {
    private let fakes: DeviceFakes
    private let place: Workplace

    init() throws {
        fakes = try DeviceFakes()
        place = try Workplace()
    }

    /// Ten steps.
    private let short =
        tiny + ["--tokens", "640", "--set", "data.buffer=256", "--set", "record.checkpoint_every=4"]

    /// Shell commands that give a process the fakes, strict: a matrix that is copied inside a step ends it.
    private func exports(_ more: [String: String] = [:]) -> String {
        let all = fakes.environment.merging(["ORTHOSAE_DEVICE_STRICT": "1", "ORTHOSAE_FAKE_QUIET": "1"]) { $1 }.merging(more) { $1 }
        return all.map { "export \($0.key)='\($0.value)'" }.joined(separator: "; ")
    }

    private func onGPU(_ arguments: [String], _ more: [String: String] = [:]) throws -> Command.Outcome {
        try place.orthosae(arguments, shell: exports(more))
    }

    private func sentence(_ outcome: Command.Outcome, _ words: String...) {
        for word in words { #expect(outcome.lastError.contains(word), "'\(word)' in: \(outcome.lastError)") }
    }

    private func steps(_ run: String) -> [String] {
        place.files.filter { $0.hasPrefix("\(run)/checkpoints/step-") && $0.hasSuffix("manifest.json") }
            .map { $0.split(separator: "/")[2].description }
    }

    @Test func `a run trains to its SAE, is resumed after an interruption to the same bytes, and its SAE is used there`() throws {
        let whole = try onGPU(short + ["--device", "cuda", "--out", "whole"])
        try #require(whole.status == 0, "\(whole.errors)")
        let stopped = try Command.run(short + ["--device", "cuda", "--out", "run"], in: place.url, shell: exports()) { process in
            Command.wait(process) { place.exists("run/events.jsonl") }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        let resumed = try onGPU(["train", "--resume", "run"])
        try #require(resumed.status == 0, "\(resumed.errors)")
        for file in [
            "sae/sae_weights.safetensors", "sae/sparsity.safetensors", "checkpoints/step-10/weights.safetensors",
            "checkpoints/step-10/optimizer.safetensors",
        ] {
            #expect(try place.data("run/" + file) == place.data("whole/" + file), "\(file)")
        }
        let encoded = try onGPU(["encode", "run", "--text", "The old man", "--json", "--device", "cuda"])
        #expect(encoded.status == 0, "\(encoded.errors)")
        let evaluated = try onGPU(["evaluate", "run", "--device", "cuda"] + EvaluationPlace.few)
        #expect(evaluated.status == 0, "\(evaluated.errors)")
        let here = try place.orthosae("encode", "run", "--text", "The old man", "--json", "--device", "cpu")
        #expect(try firing(encoded) == firing(here))
    }

    /// The latents of each token of an encoded sentence.
    private func firing(_ outcome: Command.Outcome) throws -> [Set<Int>] {
        let json = try #require(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let tokens = try #require(json["tokens"] as? [[String: Any]])
        return tokens.map { Set(($0["latents"] as? [[String: Any]] ?? []).compactMap { $0["index"] as? Int }) }
    }

    @Test func `a comparison over a world trains and evaluates its SAEs`() throws {
        let outcome = try onGPU([
            "compare", "--world", "toy", "--device", "cuda", "--architectures", "topk,priced", "--sparsities", "topk=4", "priced=4",
            "--tokens", "2048", "--set", "data.batch=256", "--set", "world.tokens=600", "--set", "world.held_out=300", "--out", "out",
        ])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let record = try JSONCoding.read(
            ComparisonRecord.self, from: place.data("out/comparison.json"), as: "a comparison's record")
        #expect(record.saes.count == 2 && record.saes.allSatisfy { $0.state == .finished })
    }

    @Test func `that is not there is a sentence and exit code 66, and no folder`() throws {
        for device in ["cuda", "cuda:3"] {
            let outcome = try place.orthosae(short + ["--device", device, "--out", "run"], shell: "unset ORTHOSAE_CUDA_DRIVER")
            #expect(outcome.status == 66)
            sentence(outcome, "orthosae: no NVIDIA driver here: libcuda.so.1 was not found", "install the driver, or set device to cpu")
            #expect(!place.exists("run"))
        }
        let missing = try onGPU(short + ["--device", "cuda:3", "--out", "run"])
        #expect(missing.status == 66)
        sentence(missing, "there is no GPU 3; the driver finds 1, numbered from 0")
        let none = try onGPU(short + ["--device", "cuda", "--out", "run"], ["ORTHOSAE_FAKE_DEVICES": "0"])
        #expect(none.status == 66)
        sentence(none, "the driver finds no GPU", "CUDA_VISIBLE_DEVICES")
        #expect(!place.exists("run"))
    }

    @Test func `auto says nothing where there is no driver and computes on the processor`() throws {
        let few = short + ["--tokens", "128"]
        let auto = try place.orthosae(few + ["--out", "auto"], shell: "unset ORTHOSAE_CUDA_DRIVER")
        let cpu = try place.orthosae(few + ["--device", "cpu", "--out", "cpu"])
        try #require(auto.status == 0 && cpu.status == 0, "\(auto.errors)")
        for word in ["GPU", "NVIDIA", "processor"] { #expect(!auto.errors.contains(word), "\(auto.errors)") }
        #expect(try place.data("auto/sae/sae_weights.safetensors") == place.data("cpu/sae/sae_weights.safetensors"))
    }

    /// Each step moves three matrices by rows: this is in the sixth, and the last checkpoint is the fourth's.
    @Test(arguments: [
        ("719", ["the GPU failed at step 5", "CUDA_ERROR_LAUNCH_FAILED"]), ("214", ["the GPU was lost at step 5", "Xid"]),
    ])
    func `that fails in the middle is a sentence, and the processor goes on from the last checkpoint`(
        code: String, words: [String]
    ) throws {
        let outcome = try onGPU(
            short + ["--device", "cuda", "--out", "run"], ["ORTHOSAE_FAKE_FAIL": "kernel adam_rows:17:\(code)"])
        #expect(outcome.status == 1, "\(outcome.errors)")
        for word in words + [
            "nothing of step 5 was kept", "resume from checkpoints/step-4: orthosae train --resume \(place.path("run"))",
        ] { sentence(outcome, word) }
        try goesOn(from: "step-4")
    }

    /// The last checkpoint is whole: the processor takes it to the end.
    private func goesOn(from checkpoint: String) throws {
        #expect(steps("run").last == checkpoint && !place.exists("run/sae"))
        let resumed = try place.orthosae("train", "--resume", "run", "--device", "cpu")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(place.exists("run/sae/sae_weights.safetensors"))
    }

    @Test func `without room for the run refuses it before it begins`() throws {
        for mebibytes in [64, 72] {
            let outcome = try onGPU(short + ["--device", "cuda", "--out", "run"], ["ORTHOSAE_FAKE_MEMORY": "\(mebibytes << 20)"])
            #expect(outcome.status == 1, "\(outcome.errors)")
            sentence(outcome, "training needs about ", " can be had (free on the GPU)", "data.buffer", "set device to cpu")
            #expect(!place.exists("run"), "\(mebibytes)")
        }
    }

    @Test func `whose room ends in the middle is a sentence, and the processor goes on`() throws {
        // The driver's n-th allocation and all after it fail; which is the first after a step changes with the engine.
        for first in stride(from: 60, to: 400, by: 10) {
            let outcome = try onGPU(
                short + ["--set", "record.checkpoint_every=1", "--device", "cuda", "--out", "run"],
                ["ORTHOSAE_FAKE_FAIL": "cuMemAlloc_v2:\(first):2", "ORTHOSAE_DEVICE_EXACT": "1"])
            if outcome.status == 1, let step = (1..<10).first(where: { outcome.lastError.contains("at step \($0);") }) {
                sentence(outcome, "the GPU has ", "resume from checkpoints/step-\(step): orthosae train --resume")
                return try goesOn(from: "step-\(step)")
            }
            // A run that has done nothing leaves nothing.
            if outcome.status == 1, outcome.lastError.contains("at step 0") { #expect(!place.exists("run")) }
            try? FileManager.default.removeItem(atPath: place.path("run"))
        }
        Issue.record("no allocation fails in the middle")
    }
}
