import Files
import Foundation
import Records
import Testing

/// `orthosae compare` and `ablate` as a user runs them, on runs of a second.
@Suite struct `Compare` {
    /// Two architectures at two sparsities each, on the settings of `tiny`.
    private let small =
        ["--architectures", "standard,topk", "--sparsities", "standard=1,3", "topk=2,4", "--seeds", "1"] + Self.data
        + Self.few
    private static let data = [
        "--threads", "2", "--latents", "64", "--tokens", "2560", "--layer", "1", "--set", "data.batch=64",
        "--set", "data.held_out_rows=6", "--set", "data.buffer=512", "--set", "record.checkpoint_every=0",
    ]
    private static let few = ["--evals", "core", "--batch-size", "2", "--reconstruction-batches", "1", "--sparsity-batches", "2"]

    private func record(_ place: Workplace, _ folder: String = "out") throws -> ComparisonRecord {
        try JSONCoding.read(
            ComparisonRecord.self, from: place.data("\(folder)/comparison.json"), as: "a comparison's record")
    }

    /// By the run's events, in their order.
    private func modelTokens(_ place: Workplace, _ run: String) throws -> [Int?] {
        try place.data("\(run)/events.jsonl").split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(TrainEvent.self, from: Data($0)).modelTokens
        }
    }

    private func weights(_ place: Workplace, _ sae: String, _ folder: String = "out") throws -> Data {
        try place.data("\(folder)/\(sae)/sae/sae_weights.safetensors")
    }

    @Test func `trains all from one pass, evaluates them, and each is the SAE that its settings make alone`() throws {
        let place = try Workplace()
        let outcome = try place.orthosae(["compare"] + small + ["--out", "out"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let record = try record(place)
        #expect(record.saes.map(\.id) == ["standard-l1_1-seed0", "standard-l1_3-seed0", "topk-k_2-seed0", "topk-k_4-seed0"])
        #expect(record.saes.allSatisfy { $0.state == .finished && $0.weightsFingerprint != nil })
        #expect(record.saes.allSatisfy { $0.figures[.l0] != nil && $0.figures[.meanSquaredError] != nil })
        #expect(record.saes.allSatisfy { ($0.trainingSeconds ?? 0) > 0 })
        for sae in record.saes {
            for file in ["resolved.yaml", "events.jsonl", "sae/cfg.json", "evaluations/core/\(sae.id)_custom_sae_eval_results.json"] {
                #expect(place.exists("out/\(sae.id)/\(file)"), "\(sae.id) \(file)")
            }
        }
        #expect(!place.exists("out/checkpoints"))
        #expect(outcome.errors.contains("4 SAEs in one pass"))
        #expect(outcome.output.contains("Table 1") && outcome.output.contains("out/report.html") && place.exists("out/report.html"))

        // One SAE alone: the same bytes from the same tokens of the model.
        let alone = try place.orthosae(
            ["compare", "--architectures", "topk", "--sparsities", "topk=4"] + Self.data + ["--evals", "none", "--out", "alone"])
        try #require(alone.status == 0, "\(alone.errors)")
        #expect(try record.counters.modelTokens == self.record(place, "alone").counters.modelTokens)
        #expect((record.counters.modelTokens ?? 0) >= 2560)
        // The events count the model's tokens too: the same for one of four as for one alone.
        let together = try modelTokens(place, "out/topk-k_4-seed0")
        #expect(together == (try modelTokens(place, "alone/topk-k_4-seed0")))
        #expect(together.last == record.counters.modelTokens)
        #expect(record.provenance.modelFingerprint?.count == 64 && record.provenance.corpusFingerprint?.count == 64)
        let train = try place.orthosae("train", "--config", "out/topk-k_4-seed0/resolved.yaml", "--out", "train")
        try #require(train.status == 0, "\(train.errors)")
        let bytes = try weights(place, "topk-k_4-seed0")
        #expect(try bytes == weights(place, "topk-k_4-seed0", "alone"))
        #expect(try bytes == place.data("train/sae/sae_weights.safetensors"))
    }

    @Test func `trains and evaluates nothing twice, and adds what is asked for besides`() throws {
        let place = try Workplace()
        let one = ["compare", "--architectures", "topk", "--sparsities", "topk=2"] + Self.data + Self.few + ["--out", "out"]
        try #require(place.orthosae(one).status == 0)
        let before = try place.data("out/topk-k_2-seed0/evaluations/core/topk-k_2-seed0_custom_sae_eval_results.json")
        let more = one.map { $0 == "topk=2" ? "topk=2,4" : $0 } + ["--seeds", "2"]
        let outcome = try place.orthosae(more)
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("training 3 SAEs") && outcome.errors.contains("finished already"))
        let record = try record(place)
        #expect(record.saes.count == 4 && record.saes.allSatisfy { $0.state == .finished })
        #expect(try before == place.data("out/topk-k_2-seed0/evaluations/core/topk-k_2-seed0_custom_sae_eval_results.json"))
        // The seeds begin elsewhere.
        #expect(try weights(place, "topk-k_2-seed0") != weights(place, "topk-k_2-seed1"))
        // Fewer would lose some, other settings would mix.
        let fewer = try place.orthosae(one)
        #expect(fewer.status == 64 && fewer.lastError.contains("topk-k_2-seed1"), "\(fewer.errors)")
        let other = try place.orthosae(more + ["--set", "optimizer.clip=0.5"])
        #expect(other.status == 64 && other.lastError.contains("optimizer.clip"), "\(other.errors)")
    }

    @Test func `an SAE that fails takes no other down`() throws {
        let place = try Workplace()
        let outcome = try place.orthosae(
            ["compare"] + small + ["--set-for", "standard:optimizer.learning_rate=1e38", "--out", "out"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let record = try record(place)
        for sae in record.saes {
            if sae.row == "standard" {
                guard case .failed(let reason) = sae.state else {
                    Issue.record("\(sae.id) is \(sae.state)")
                    continue
                }
                #expect(reason.contains("step") && outcome.output.contains(sae.id))
                #expect(!place.exists("out/\(sae.id)/sae"))
            } else {
                #expect(sae.state == .finished)
            }
        }
        // Where all fail the command does.
        let all = try place.orthosae(
            ["compare", "--architectures", "standard", "--sparsities", "standard=1", "--set", "optimizer.learning_rate=1e38"]
                + Self.data + ["--out", "bad"])
        #expect(all.status == 1, "\(all.errors)")
    }

    @Test func `an interrupted comparison goes on to the bytes of one that was not`() throws {
        let place = try Workplace()
        let long = ["compare"] + small.map { $0 == "2560" ? "64000" : $0 } + ["--out"]
        let stopped = try Command.run(long + ["out"], in: place.url) { process in
            Command.wait(process) { place.exists("out/topk-k_4-seed0/events.jsonl") }
            kill(process.processIdentifier, SIGINT)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("orthosae compare --resume \(place.path("out"))"))
        #expect(place.files.contains { $0.hasPrefix("out/checkpoints/step-") && $0.hasSuffix("manifest.json") })
        #expect(try record(place).saes.allSatisfy { $0.state == .pending })
        #expect(try place.orthosae("compare", "--resume", "out", "--tokens", "5").status == 64)
        #expect(try place.orthosae("compare", "--resume", "nowhere").status == 66)
        #expect(try place.orthosae("ablate", "--resume", "out").status == 64)

        let resumed = try place.orthosae("compare", "--resume", "out")
        try #require(resumed.status == 0, "\(resumed.errors)")
        try #require(place.orthosae(long + ["whole"]).status == 0)
        let (one, other) = try (record(place), record(place, "whole"))
        #expect(one.saes.map(\.figures) == other.saes.map(\.figures) && one.command == other.command)
        #expect(one.counters.modelTokens == other.counters.modelTokens)
        for sae in one.saes {
            #expect(try weights(place, sae.id) == weights(place, sae.id, "whole"), "\(sae.id)")
            func lines(_ folder: String) throws -> Int {
                try place.data("\(folder)/\(sae.id)/events.jsonl").split(separator: UInt8(ascii: "\n")).count
            }
            #expect(try lines("out") == lines("whole"), "\(sae.id)")
        }
    }

    @Test func `ablations on other batches have a pass of their own`() throws {
        let place = try Workplace()
        let outcome = try place.orthosae(
            ["ablate", "--rows", "temporal", "--sparsities", "2", "--json"] + Self.data + ["--evals", "none", "--out", "out"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let record = try JSONCoding.read(
            ComparisonRecord.self, from: Data(outcome.output.utf8), as: "a comparison's record")
        #expect(record.kind == .ablate && record.rows.map(\.id) == ["full", "full-unshuffled", "temporal-by-token"])
        #expect(record.saes.allSatisfy { $0.state == .finished })
        #expect(outcome.errors.contains("2 passes"))
    }

    @Test func `every coefficient is a row to train, to evaluate and to tell apart, in both tables`() throws {
        let place = try Workplace()
        let names = ["orthogonal", "orthogonal:containment", "orthogonal:potential", "topk+competition:potential"]
        // θ from the start at its end, which 40 steps would hardly reach.
        let settings = Self.data + Self.few + ["--set", "competition.threshold_start=0.3"]
        let sparsities = names.map { "\($0)=\($0.hasPrefix("topk") ? 4 : 1)" }
        let rowsToTrain = ["--architectures", names.joined(separator: ","), "--sparsities"] + sparsities
        let outcome = try place.orthosae(["compare"] + rowsToTrain + settings + ["--out", "out"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let record = try record(place)
        #expect(record.rows.map(\.id) == names && record.rows.map(\.isOurs) == [false, true, true, true])
        #expect(record.saes.allSatisfy { $0.state == .finished && $0.figures[.l0] != nil })
        #expect(outcome.output.contains("Orthogonal, c by containment (ours)"))
        for sae in record.saes {
            let events = String(decoding: try place.data("out/\(sae.id)/events.jsonl"), as: UTF8.self)
            #expect(events.contains(#""strongest":[{"#), "\(sae.id)")
        }

        let ablation = try place.orthosae(
            ["ablate", "--rows", "coefficient", "--sparsities", "1"] + settings + ["--out", "ablation"])
        try #require(ablation.status == 0, "\(ablation.errors)")
        let rows = try self.record(place, "ablation")
        #expect(
            rows.rows.map(\.id) == [
                "full", "coefficient-containment", "coefficient-potential", "coefficient-one", "coefficient-priced",
            ])
        #expect(rows.saes.allSatisfy { $0.state == .finished } && ablation.output.contains("c by potential (ours)"))
        // Each coefficient pushes elsewhere.
        #expect(try Set(rows.saes.map { try weights(place, $0.id, "ablation") }).count == 5)
    }

    @Test func `bad input leaves nothing behind`() throws {
        let place = try Workplace()
        for (arguments, status, word) in [
            (["--architectures", "dense"], Int32(64), "dense"),
            (["--sparsities", "topk"], 64, "topk"),
            (["--layer", "99"], 64, "99"),
            (["--corpus", "gone.txt"], 66, "gone.txt"),
            (["--evals", "sparse-probing"], 64, "--probing-data"),
            (["--set-for", "orthogonal"], 64, "--set-for"),
            (["--architectures", "orthogonal:potential", "--set", "competition.gradient=through"], 64, "detached"),
        ] {
            let outcome = try place.orthosae(["compare"] + arguments)
            #expect(outcome.status == status && outcome.lastError.contains(word), "\(outcome.errors)")
            #expect(place.files.isEmpty, "\(place.files)")
        }
    }
}
