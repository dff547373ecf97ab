import Foundation
import Records
import Report
import Testing

@Suite struct `Tables 1 and 2` {
    private func tables(_ fixture: Fixture, _ change: (inout ComparisonRecord) -> Void = { _ in }) -> ComparisonTables {
        var record = fixture.record
        change(&record)
        return ComparisonTables(Study(record))
    }

    private func cell(_ table: TableModel, _ row: Int, _ heading: String) -> TableModel.Cell? {
        table.columns.firstIndex { $0.heading.hasPrefix(heading) }.map { table.rows[row].cells[$0] }
    }

    @Test func `give mean and deviation over seeds, the paper's figures in a line of their own`() {
        let table = tables(Fixture()).main
        // Orthogonal at its first sparsity: 0.19, 0.20, 0.21.
        #expect(cell(table, 0, "absorption")?.text == "0.2000 ± 0.0100")
        #expect(cell(table, 0, "L0")?.text == "100.0 ± 0.0")
        #expect(cell(table, 0, "absorption")?.isBest == true)
        #expect(cell(table, 1, "absorption")?.isBest == false)
        // Four sparsities, then the paper's line.
        #expect(table.rows[4].kind == .paper)
        #expect(table.rows[4].cells[0].text.contains("the paper's"))
        #expect(cell(table, 4, "absorption")?.text == "0.0055")
        #expect(cell(table, 4, "L0")?.text == "–")
        #expect(table.notes.contains { $0.contains("Gemma-2-2B") })
        #expect(table.notes.contains { $0.contains("not measured: probing k = 1") })
    }

    @Test func `are read at matched L0, with a dash where a curve does not reach`() throws {
        // TopK's L0s begin where nothing else is: only the other two meet.
        let table = try #require(
            tables(Fixture()) { record in
                for index in record.saes.indices where record.saes[index].row == "topk" {
                    record.saes[index].figures[.l0] = record.saes[index].figures[.l0].map { $0 * 100 }
                }
            }.matched)
        #expect(cell(table, 2, "absorption")?.text == "–")
        #expect(table.rows[2].cells[2].text == "0")
        #expect(cell(table, 0, "absorption")?.isBest == true)
        #expect(cell(table, 2, "absorption")?.isBest == false)
    }

    @Test func `interpolate as by hand`() {
        // Orthogonal: L0 100, 50, 25, 12.5 and absorption 0.2, 0.23, 0.26, 0.29 (middle seed): at 25·√2 half way.
        let study = Study(Fixture().record)
        let summary = study.matched("orthogonal", .absorptionFraction, at: 25 * 2.0.squareRoot())
        #expect(summary.count == 3)
        #expect(abs((summary.mean ?? 0) - 0.245) < 1e-12)
    }

    @Test func `mark the differences that count`() throws {
        let table = try #require(tables(Fixture()).differences)
        // 0.1 between neighbouring rows, seeds 0.01 apart: counts; the KL score does not depend on the row.
        #expect(cell(table, 0, "absorption")?.isBest == true)
        #expect(cell(table, 0, "absorption")?.text.hasPrefix("−0.") == true)
        #expect(table.rows.allSatisfy { $0.cells.count == table.columns.count })
    }

    @Test func `say with one seed that nothing counts`() throws {
        var fixture = Fixture()
        fixture.seeds = 1
        let all = tables(fixture)
        let differences = try #require(all.differences)
        #expect(differences.rows.allSatisfy { row in row.cells.allSatisfy { !$0.isBest } })
        #expect(differences.notes.contains { $0.contains("no difference counts") })
        #expect(all.main.notes.contains { $0.contains("one seed") })
        let answer = Answer(Study(fixture.record))
        #expect(answer.headline.contains("With one seed no difference can count"))
        #expect(!answer.headline.contains("absorbs less"))
    }

    @Test func `answer in one line, with the cost and the paper's ratio`() {
        let answer = Answer(Study(Fixture().record))
        #expect(answer.headline.contains("Orthogonal absorbs less than Standard and TopK, and the difference counts"))
        #expect(answer.headline.contains("MSE"))
        #expect(answer.details[0].contains("the paper's 0.34 (L0 not given)"))
        #expect(answer.caveats.count == 1 && answer.caveats[0].hasPrefix("gate not measured"))
    }

    @Test func `answer honestly where Orthogonal loses`() {
        var record = Fixture().record
        for index in record.saes.indices {
            record.saes[index].figures[.absorptionFraction] = record.saes[index].figures[.absorptionFraction].map {
                1 - $0
            }
        }
        #expect(Answer(Study(record)).headline.contains("absorbs more than Standard and TopK"))
    }

    @Test func `list the SAEs that failed and those that are missing`() throws {
        let all = tables(Fixture()) { record in
            record.saes[0].state = .failed(reason: "the loss is not finite at step 12 | x")
            record.saes[1].state = .pending
        }
        let failures = try #require(all.failures)
        #expect(failures.rows[0].cells[1].text.contains("not finite"))
        #expect(all.main.rows[0].cells[2].text == "1 of 3")
        #expect(all.main.notes.contains("failed: 1 SAE, listed below"))
        #expect(cell(all.main, 0, "absorption")?.text == "0.2100")
        #expect(failures.markdown.contains("step 12 \\| x"))
    }

    @Test func `say what cannot be said of one architecture, of none finished, of no absorption`() {
        var alone = Fixture()
        alone.rows = ["orthogonal"]
        #expect(Answer(Study(alone.record)).headline.contains("nothing to hold it against"))
        #expect(tables(alone).matched == nil && tables(alone).differences == nil)
        var record = Fixture().record
        for index in record.saes.indices { record.saes[index].figures[.absorptionFraction] = nil }
        #expect(Answer(Study(record)).headline.contains("was not measured"))
        for index in record.saes.indices { record.saes[index].state = .pending }
        #expect(Answer(Study(record)).headline.contains("No SAE is finished"))
        var single = Fixture()
        single.sparsities = [1]
        #expect(Answer(Study(single.record)).headline.contains("No two architectures have an L0 in common"))
    }

    @Test func `hold ablations against their reference at the same setting`() throws {
        var fixture = Fixture()
        fixture.kind = .ablate
        fixture.rows = ["full", "no-curriculum"]
        fixture.sparsities = [1]
        let all = tables(fixture)
        #expect(all.main.title.hasPrefix("Table 2"))
        let differences = try #require(all.differences)
        #expect(differences.rows.count == 1)
        #expect(cell(differences, 0, "absorption")?.text.hasPrefix("+0.1000") == true)
        #expect(Answer(Study(fixture.record)).headline.contains("absorption rises with no-curriculum"))
    }

    @Test func `are even columns on a terminal and a table in Markdown`() {
        let table = TableModel(
            title: "T", columns: [("name", ""), ("value", "")],
            rows: [
                .init(.ours, [.init("a"), .init("1.0", isBest: true)]),
                .init(.paper, [.init("  the paper's"), .init("12.0")]),
            ], notes: ["n"])
        #expect(table.text == "T\nname           value\na               1.0*\n  the paper's   12.0\n  n")
        #expect(
            table.markdown
                == "**T**\n\n| name | value |\n| --- | ---: |\n| a | **1.0** |\n| *  the paper's* | *12.0* |\n\n- n")
    }
}
