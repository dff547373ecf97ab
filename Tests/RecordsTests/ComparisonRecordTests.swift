import Failures
import Files
import Foundation
import Records
import TestSupport
import Testing

@Suite struct `A comparison's records` {
    private var record: ComparisonRecord {
        ComparisonRecord(
            kind: .compare, product: "orthosae 0.1.0", command: ["orthosae", "compare", "--seeds", "2"],
            provenance: Provenance(model: "gemma2-nano", hook: "blocks.3.hook_resid_post", width: 256, threads: 2),
            rows: [
                ComparisonRow(id: "standard", label: "Standard", paper: PaperFigures.architectures["standard"]),
                ComparisonRow(id: "topk+competition", label: "TopK + competition", isOurs: true, reference: "topk"),
            ],
            saes: [
                ComparedSAE(
                    id: "standard-0", row: "standard", seed: 3, sparsity: .init(name: "l1.weight", value: 1.5),
                    folder: "standard-0", state: .finished,
                    figures: [.absorptionFraction: 0.25, .l0: .nan, .klScore: nil], trainingSeconds: .infinity),
                ComparedSAE(id: "b", row: "topk+competition", seed: 0, state: .failed(reason: "the loss is not finite")),
                ComparedSAE(id: "c", row: "topk+competition", seed: 1),
            ],
            counters: ComparisonCounters(modelTokens: 1000, trainingSeconds: 2.5))
    }

    @Test func `come back as they were written, without what is not finite`() throws {
        let bytes = try JSONCoding.data(record, .file, as: "a record")
        let read = try JSONCoding.read(ComparisonRecord.self, from: bytes, as: "a comparison's record")
        #expect(read == record)
        #expect(read.saes[0].figures[.l0] == nil)
        #expect(read.saes[0].trainingSeconds == nil)
        #expect(read.saes[1].state == .failed(reason: "the loss is not finite"))
        #expect(try JSONCoding.data(read, .file, as: "a record") == bytes)
    }

    @Test func `tell the rest where figures are null, absent, of another type, or unknown`() throws {
        let text = """
            {"format":1,"kind":"ablate","product":"p","command":[],"provenance":{},
             "rows":[{"id":"full"}],"counters":{},
             "saes":[{"id":"x","row":"full","state":"finished",
                      "figures":{"l0":null,"mse":"NaN","kl_score":0.5,"of_tomorrow":1}},
                     {"id":"y","row":"full","state":"hibernating"}]}
            """
        let read = try JSONCoding.read(ComparisonRecord.self, from: Data(text.utf8), at: "f", as: "a comparison's record")
        #expect(read.rows[0].label == "full")
        #expect(read.saes[0].figures == [.klScore: 0.5])
        #expect(read.saes[1].state == .pending)
        #expect(read.counters.trainingSeconds == nil)
    }

    @Test func `that are something else are refused with the place and the key`() throws {
        let found = try failure {
            try JSONCoding.read(
                ComparisonRecord.self, from: Data(#"{"kind":"compare"}"#.utf8), at: "runs/comparison.json",
                as: "a comparison's record")
        }
        #expect(found?.kind == .badData)
        #expect(found?.description.contains("runs/comparison.json") == true)
        #expect(found?.description.contains("'format'") == true)
    }

    @Test func `of a latent need nothing but its id`() throws {
        let bare = try JSONCoding.read(LatentRecord.self, from: Data(#"{"id":7}"#.utf8), at: "f", as: "a latent's record")
        #expect(bare == LatentRecord(id: 7))
        let full = LatentRecord(
            id: 1, isAlive: true, density: 0.01, maximum: 3, histogram: .init(start: -1, width: 0.25, counts: [1, 2]),
            contexts: [.init(tokens: ["\u{2028}", "<script>"], activations: [0, 3])],
            topLogits: [.init(token: " a", value: 1)], bottomLogits: [.init(token: "b", value: .nan)],
            encoderDecoderCosine: 0.9, nearest: [.init(id: 2, value: 0.5)], competing: [.init(id: 3, value: 0.4)],
            associations: [.init(role: .letter, name: "a", value: 0.8)])
        let line = try JSONCoding.data(full, .line, as: "a record")
        #expect(line.filter { $0 == UInt8(ascii: "\n") }.count == 1)
        #expect(try JSONCoding.read(LatentRecord.self, from: line, at: "f", as: "a latent's record") == full)
    }

    @Test func `of competition come back as they were written`() throws {
        let report = CompetitionReport(
            product: "p", coefficient: "cosine",
            history: [.init(step: 10, theta: 0.7, pairs: 4, meanCoefficient: .nan, histogram: [1, 2])],
            strongest: [.init(first: 1, second: 2, points: [.init(step: 10, coefficient: 0.8, cosine: nil)])],
            graph: .init(
                theta: 0.3, pairs: 1, nodes: [.init(id: 1, community: 0, degree: 1)],
                edges: [.init(first: 1, second: 2, coefficient: 0.5, cosine: 0.1)], communities: [[1, 2]], hubs: [1]),
            absorption: .init(letters: [.init(letter: "a", latents: [1], competitors: [2], absorptionFraction: 0.1)]),
            probing: .init(probes: [.init(name: "ag_news sports", latent: 1, competitors: 3, accuracy: 0.9)]))
        let bytes = try JSONCoding.data(report, .file, as: "a record")
        #expect(try JSONCoding.read(CompetitionReport.self, from: bytes, at: "f", as: "a report of competition") == report)
    }

    @Test func `know which way each metric is better`() {
        #expect(ComparisonMetric.absorptionFraction.direction == .lower)
        #expect(ComparisonMetric.crossEntropyScore.direction == .higher)
        #expect(ComparisonMetric.l0.direction == .none)
        #expect(Set(ComparisonMetric.allCases.map(\.label)).count == ComparisonMetric.allCases.count)
    }
}
