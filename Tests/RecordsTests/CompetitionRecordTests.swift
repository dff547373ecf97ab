import Files
import Foundation
import Records
import Testing

/// What is made of a run's records alone: its history of competition, and how that relates to the evaluations.
@Suite struct `Competition from records` {
    private func history(_ lines: String...) -> EventHistory {
        var history = EventHistory()
        for line in lines { history.add(RecordLines.record(EventLine.self, Data(line.utf8))) }
        return history
    }

    private let first = #"""
        {"step":0,"theta":0.7,"competition":{"pairs":4,"mean_coefficient":0.8,"histogram":[1,3],"mean_cosine":0.5,"mean_random_cosine":0.1,"strongest":[{"first":1,"second":2,"coefficient":0.9,"cosine":0.5},{"first":3,"second":4,"coefficient":0.8,"cosine":-0.9}]}}
        """#

    @Test func `the history has every event with statistics, and holes where a figure is missing or NaN`() {
        let events = history(
            first, #"{"step":10,"theta":0.6}"#,
            #"{"step":20,"theta":NaN,"competition":{"pairs":2,"mean_coefficient":NaN,"histogram":null}}"#)
        let moments = CompetitionReport.history(of: events.lines)
        #expect(
            moments == [
                .init(
                    step: 0, theta: 0.7, pairs: 4, meanCoefficient: 0.8, histogram: [1, 3], meanCosine: 0.5,
                    meanRandomCosine: 0.1),
                .init(step: 20, pairs: 2),
            ])
        #expect(events.unreadable == 0)
    }

    @Test func `what the priced term saw is part of it, whatever is missing there`() {
        let events = history(
            #"{"step":0,"priced":{"price":0.5}}"#,
            #"{"step":10,"competition":{"pairs":2},"priced":{"price":0.5,"rho":3,"tokens":64,"pairs":412,"mixing":NaN,"leaning":0.17}}"#)
        let moments = CompetitionReport.history(of: events.lines)
        #expect(moments.map(\.step) == [10] && events.unreadable == 0 && events.lines[0].priced?.price == 0.5)
        #expect(moments[0].priced == PricedRecord(price: 0.5, rho: 3, tokens: 64, pairs: 412, leaning: 0.17))
    }

    @Test func `a line cut off by a power failure is counted and the others are read`() {
        let events = history(first, String(first.prefix(120)))
        #expect(events.lines.count == 1 && events.unreadable == 1)
        #expect(CompetitionReport.history(of: events.lines).count == 1)
    }

    @Test func `pairs seen last come first, of these the stronger, each with all its points`() {
        let second = #"""
            {"step":50,"competition":{"strongest":[{"first":1,"second":2,"coefficient":0.7,"cosine":0.5},{"first":5,"second":6,"coefficient":0.6,"cosine":0.6},{"first":7,"second":8,"coefficient":null,"cosine":0.9}]}}
            """#
        let pairs = CompetitionReport.strongest(in: history(first, second).lines)
        // 0.6 · 0.36 > 0.7 · 0.25 > nothing; 3 and 4 were seen only at step 0.
        #expect(pairs.map(\.first) == [5, 1, 7, 3])
        #expect(pairs[1].points.map(\.step) == [0, 50] && pairs[1].points.map(\.coefficient) == [0.9, 0.7])
        #expect(abs(pairs[1].strength - 0.175) < 1e-12 && pairs[2].strength == 0)
    }

    @Test func `ranks with ties share their mean place, and no variation has no correlation`() throws {
        // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: (2.25 + 0 + 0 + 2.25) / √(4.5 · 5).
        let tied = try #require(RankCorrelation.spearman([(1, 10), (2, 20), (2, 30), (7, 40)]))
        #expect(abs(tied - 4.5 / (4.5 * 5.0).squareRoot()) < 1e-12)
        let falling = try #require(RankCorrelation.spearman([(1, 3), (2, 2), (3, -1)]))
        #expect(abs(falling + 1) < 1e-12)
        #expect(RankCorrelation.spearman([(1, 1), (1, 2), (1, 3)]) == nil)
        #expect(RankCorrelation.spearman([(1, 1), (2, 2)]) == nil)
    }

    private let absorption = #"""
        {"eval_id":"x","eval_result_unstructured":{"orthosae":{"seeds":[{"letters":[
        {"first_letter":"a","mean_absorption_fraction":0.5,"full_absorption_rate":0.25,"num_probe_true_positives":4,"counted":true,"split_features":[1,2],"k_sparse_probes":[{"f1":0.7},{"f1":0.9},{"f1":0.95}]},
        {"first_letter":"b","mean_absorption_fraction":0.1,"counted":true,"split_features":[3]},
        {"first_letter":"c","mean_absorption_fraction":0.2,"counted":true,"split_features":[4]},
        {"first_letter":"d","mean_absorption_fraction":0.9,"counted":false,"split_features":[5]}],
        "words":[{"word":" apple","fraction":0.5,"full":false,"latent":10},{"word":" axe","fraction":0,"full":false,"latent":1},
        {"word":" ant","fraction":0.4,"full":false,"latent":11},{"word":" ball","fraction":0.1,"full":false,"latent":12},
        {"word":" cat","fraction":0.1,"full":false,"latent":null},{"word":" dog","fraction":0.9,"full":true,"latent":13}]}]}}}
        """#

    @Test func `a letter's competitors are the words' other latents that compete with one of its own`() throws {
        let record = try #require(LooseJSON.read(AbsorptionRecord.self, Data(absorption.utf8)))
        let competing: Set<[Int]> = [[1, 10], [2, 12], [3, 12], [1, 2], [5, 13]]
        let relation = try #require(
            CompetitionAndAbsorption(record) { competing.contains([min($0, $1), max($0, $1)]) })
        #expect(relation.letters.map(\.letter) == ["a", "b", "c"])
        #expect(relation.letters.map(\.competitors) == [[10], [12], []])
        #expect(relation.letters.map(\.candidates) == [2, 1, 0])
        // Competitors 1, 1, 0 against 0.5, 0.1, 0.2: ranks 2.5, 2.5, 1 against 3, 1, 2.
        let correlation = try #require(relation.correlation)
        #expect(abs(correlation) < 1e-12)
        // Shares exist for a and b alone.
        #expect(relation.shareCorrelation == nil)
        #expect(record.letters[0].f1 == 0.9 && record.letters[1].f1 == nil)
    }

    @Test func `probes without their latents give no relation`() throws {
        let file = #"""
            {"eval_result_unstructured":{"t_results":{"sae_top_1_test_accuracy":{"a":0.9,"b":0.6,"c":0.7},"llm_test_accuracy":{"a":1}},
            "orthosae":{"entries":[{"dataset":"t","sae_best_latents":{"a":3,"b":5,"c":6}}]}}}
            """#
        let record = try #require(LooseJSON.read(ProbingRecord.self, Data(file.utf8)))
        let relation = try #require(CompetitionAndProbing(record) { $0 == 3 ? 2 : $0 == 5 ? 0 : 1 })
        #expect(relation.probes.map(\.name) == ["t: a", "t: b", "t: c"] && relation.probes.map(\.latent) == [3, 5, 6])
        #expect(relation.correlation == 1)
        let silent = file.replacing("sae_best_latents", with: "none")
        let old = try #require(LooseJSON.read(ProbingRecord.self, Data(silent.utf8)))
        #expect(old.probes.count == 3 && CompetitionAndProbing(old) { _ in 0 } == nil)
    }
}
