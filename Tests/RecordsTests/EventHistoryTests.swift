import Foundation
import Records
import TestSupport
import Testing

@Suite struct `A run's events` {
    private func line(_ step: Int) -> String {
        """
        {"step":\(step),"steps":200000,"phase":"\(step < 50_000 ? "sparsity" : "all")","seconds":\(step),\
        "competition":{"pairs":\(step),"strongest":[{"first":\(step % 100),"second":200,"coefficient":0.5,"cosine":0.5}]}}

        """
    }

    private func history(_ text: String) throws -> EventHistory {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "events.jsonl")
            try Data(text.utf8).write(to: file)
            return try EventHistory(at: file)
        }
    }

    @Test func `are all kept while they are few`() throws {
        let read = try history((0..<3000).map(line).joined())
        #expect(read.lines.map(\.step) == Array(0..<3000) && read.moments.map(\.step) == Array(0..<3000))
        #expect(read.count == 3000 && read.unreadable == 0)
    }

    @Test func `are thinned evenly where they are many, with all that counts`() throws {
        let count = 60_000, damaged = 17
        var lines = (0..<count).map(line)
        lines[damaged] = "{\"step\":1e300}\n"
        let read = try history(lines.joined() + "{\"st")
        #expect(read.count == count - 1 && read.unreadable == 2)
        #expect((4096...8193).contains(read.lines.count) && (4096...8193).contains(read.moments.count))
        #expect(read.lines.first?.step == 0 && read.lines.last?.step == count - 1 && read.lastStep == count - 1)
        let gaps = zip(read.lines, read.lines.dropFirst()).dropLast().map { $1.step - $0.step }
        #expect((gaps.max() ?? 0) <= 2 * (gaps.min() ?? 1), "\(Set(gaps))")
        #expect(read.phases.map(\.name) == ["sparsity", "all"])
        #expect(read.phases.map(\.from) == [0, 50_000] && read.phases.map(\.to) == [50_000, count - 1])
        #expect(read.strongest.count == 100 && read.strongest.allSatisfy { $0.points.count <= 4097 })
        #expect(read.strongest.first?.first == 99)
    }

    @Test func `of more pairs than anybody looks at keep the latest`() throws {
        var pairs = PairHistories()
        for step in 0..<20_000 {
            let text = #"{"step":\#(step),"competition":{"strongest":[{"first":\#(step),"second":\#(step + 1),"coefficient":1,"cosine":1}]}}"#
            pairs.add(try #require(RecordLines.record(EventLine.self, Data(text.utf8))))
        }
        let kept = pairs.ordered
        #expect(kept.first?.first == 19_999 && (8192...16_384).contains(kept.count))
    }

    @Test(arguments: [1, 2, 3, 7, 8, 9, 1000])
    func `thin to the first, the last and even steps`(count: Int) {
        var thinned = Thinned<Int>(most: 4)
        for value in 0..<count { thinned.append(value) }
        #expect(thinned.count == count && thinned.last == count - 1)
        #expect(thinned.elements.first == 0 && thinned.elements.last == count - 1 && thinned.elements.count <= 9)
        if count <= 8 { #expect(thinned.elements == Array(0..<count)) }
    }

    @Test(arguments: [
        #"{"step":-1}"#, #"{"step":9223372036854775807}"#, #"{"step":1e300}"#, #"{"step":1,"l0":1e300}"#,
        #"{"step":1,"losses":{"total":1e-310}}"#, #"{"step":1,"competition":{"pairs":-1}}"#,
        #"{"step":1,"competition":{"histogram":[1,-1]}}"#, #"{"step":1,"tokens":-5}"#, #"{"step":"x"}"#, #"{"step":null}"#,
        #"{"step":1,"competition":{"strongest":[{"first":9223372036854775807,"second":1}]}}"#,
    ])
    func `with numbers that cannot be are none`(line: String) {
        #expect(RecordLines.record(EventLine.self, Data(line.utf8)) == nil)
    }

    @Test(arguments: [#"{"step":1,"l0":null}"#, #"{"step":0,"l0":NaN,"losses":{"total":1e30}}"#, #"{"step":1,"l0":0}"#])
    func `with holes or large figures are events`(line: String) {
        #expect(RecordLines.record(EventLine.self, Data(line.utf8)) != nil)
    }
}
