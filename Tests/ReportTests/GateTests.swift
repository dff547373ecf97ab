import Foundation
import Records
import Report
import TestSupport
import Testing

/// What the gates say is carried by every table, by the answer and by the page.
@Suite struct `The gates of absorption` {
    private func record(_ change: (inout ComparedSAE) -> Void) -> ComparisonRecord {
        var record = Fixture().record
        for index in record.saes.indices { change(&record.saes[index]) }
        return record
    }

    private static func gates(
        _ f1: Double, audited: Double = 0.1, in sae: inout ComparedSAE
    ) {
        for metric in ComparisonMetric.gates { sae.figures[metric] = 0.5 }
        sae.figures[.bestLatentF1] = f1
        sae.figures[.auditedAbsorption] = audited
    }

    @Test func `of older files: not measured, said by every table`() {
        let tables = ComparisonTables(Study(Fixture().record))
        #expect(tables.gates == nil && tables.matchedGates == nil)
        #expect(tables.all.count == 3)
        for table in tables.all { #expect(table.notes.contains { $0.hasPrefix("gate not measured") }, "\(table.title)") }
        #expect(Answer(Study(Fixture().record)).caveats.contains { $0.hasPrefix("gate not measured") })
        #expect(tables.main.rows.allSatisfy { $0.cells.allSatisfy { !$0.text.contains("†") } })
    }

    @Test func `without letter latents: every table, every figure of absorption and the answer say so`() {
        let study = Study(record { Self.gates(0.17, in: &$0) }), tables = ComparisonTables(study)
        let label = "no letter latent: not an absorption measurement"
        #expect(tables.all.count == 6)
        for table in tables.all {
            #expect(table.notes.contains { $0.contains(label) && $0.contains("0.170") && $0.contains("all rows") }, "\(table.title)")
        }
        func column(_ table: TableModel, _ heading: String) -> [String] {
            let at = table.columns.firstIndex { $0.heading.hasPrefix(heading) } ?? 0
            return table.rows.filter { $0.kind == .ours }.map { $0.cells[at].text }
        }
        #expect(column(tables.main, "absorption").allSatisfy { $0.hasSuffix(" †") })
        #expect(column(tables.main, "full absorption").allSatisfy { $0.hasSuffix(" †") })
        #expect(column(tables.main, "MSE").allSatisfy { !$0.hasSuffix(" †") })
        let answer = Answer(study)
        #expect(answer.headline.hasPrefix("No letter latent: not an absorption measurement."))
    }

    @Test func `passed: nothing is said, and the table of letter latents is there`() throws {
        let study = Study(record { Self.gates(0.53, audited: 0.065, in: &$0) }), tables = ComparisonTables(study)
        for table in tables.all {
            #expect(table.notes.allSatisfy { !$0.contains("gate not") && !$0.contains("no letter latent:") && !$0.contains("purer") })
        }
        let gates = try #require(tables.gates)
        #expect(gates.title.contains("(ours)") && gates.columns.count == 3 + ComparisonMetric.gates.count)
        #expect(gates.rows.allSatisfy { $0.kind == .ours } && gates.rows.count == 12)
        #expect(tables.gateDifferences != nil && tables.matchedGates != nil)
        #expect(!Answer(study).headline.contains("latent"))
    }

    @Test func `the audit judges baselines, not methods`() {
        let study = Study(record { Self.gates(0.53, audited: 0.002, in: &$0) })
        let notes = ComparisonTables(study).main.notes
        let note = notes.first { $0.contains("few words are absorbed by a purer child") } ?? ""
        #expect(note.contains("Standard") && note.contains("TopK") && !note.contains("Orthogonal"))
    }

    @Test func `the bounds are 0_4 and 0_05`() {
        #expect(LatentGate(bestF1: 0.4, audited: 0.05) == .passed)
        #expect(LatentGate(bestF1: 0.3999, audited: 1) == .noLetterLatent)
        #expect(LatentGate(bestF1: 0.4, audited: 0.0499) == .fewPureAbsorbers)
        #expect(LatentGate(bestF1: 0.4, audited: nil) == .passed)
        #expect(LatentGate(bestF1: nil, audited: 0.1) == .unmeasured)
        #expect(LatentGate.passed.label == nil && LatentGate.allCases.count { $0.label == nil } == 1)
    }

    @Test func `stand on the page of a run, and are missed on one of an older file`() throws {
        try withTemporaryFolder { folder in
            try Fixture().write(to: folder)
            let older = String(decoding: try ReportPage(ReportSource([folder])).html(), as: UTF8.self)
            #expect(older.contains("The gate was not measured"))
            let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
                .filter { $0.contains("absorption/") && $0.hasSuffix(".json") }
            #expect(!files.isEmpty)
            let gates = #"""
                "gates": {"verdict": "no_letter_latent", "mean": {"best_latent_f1": 0.1712, "saebench_k1_f1": 0.08},
                  "words": {"scored": 960, "full": 253, "audited": 0}, "median_absorber_cosine": 0.02,
                  "median_absorber_purity": 0.12,
                  "other_properties": [{"property": "capital initial", "latent": 7, "f1": 0.881, "recall": 0.5}]},
                """#
            for file in files {
                let place = folder.appending(path: file)
                let text = try String(contentsOf: place, encoding: .utf8)
                let changed = text.replacing(#""orthosae":{"#, with: #""orthosae":{\#(gates)"#)
                    .replacing(#""orthosae": {"#, with: #""orthosae": {\#(gates)"#)
                #expect(changed != text)
                try changed.write(to: place, atomically: true, encoding: .utf8)
            }
            let page = String(decoding: try ReportPage(ReportSource([folder])).html(), as: UTF8.self)
            #expect(!page.contains("The gate was not measured"))
            #expect(page.contains("No letter latent: not an absorption measurement."))
            #expect(page.contains("capital initial") && page.contains("0.881"))
            #expect(page.contains("of 960 scored words 253 are counted, 0 of them"))
        }
    }
}
