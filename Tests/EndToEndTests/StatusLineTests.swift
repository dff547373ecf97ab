import Testing
import orthosae

@Suite struct `A status line` {
    private func line(step: [String], loss: [String], left: [String]) -> StatusLine {
        StatusLine([
            .init(step, rank: 0), .init(["competition"], rank: 6), .init(["12,345 tokens/s"], rank: 3),
            .init(loss, rank: 0), .init(["(rec 10.1, sparse 2.1, compete 0.3)"], rank: 7), .init(["L0 40.2"], rank: 1),
            .init(["alive 98.1 %"], rank: 4), .init(["pairs in a batch 1,234", "pairs 1,234"], rank: 5),
            .init(left, rank: 0),
        ])
    }

    private var usual: StatusLine {
        line(
            step: ["step 12345/97656", "12345/97656", "12345"], loss: ["loss 12.5", "12.5"],
            left: ["1:02:03 left", "1:02:03", "1h"])
    }

    @Test func `says everything where there is room`() {
        let all =
            "step 12345/97656  competition  12,345 tokens/s  loss 12.5  (rec 10.1, sparse 2.1, compete 0.3)  "
            + "L0 40.2  alive 98.1 %  pairs in a batch 1,234  1:02:03 left"
        #expect(usual.text == all && usual.text(columns: 300) == all && usual.text(columns: all.count) == all)
    }

    @Test(arguments: [
        (79, "step 12345/97656  12,345 tokens/s  loss 12.5  L0 40.2  1:02:03 left"),
        (60, "step 12345/97656  loss 12.5  L0 40.2  1:02:03 left"),
        (41, "step 12345/97656  loss 12.5  1:02:03 left"), (39, "step 12345/97656 loss 12.5 1:02:03 left"),
        (20, "12345  12.5  1:02:03"), (15, "12345  12.5  1h"), (8, "12345 1…"),
    ])
    func `leaves out what matters least first`(columns: Int, text: String) {
        #expect(usual.text(columns: columns) == text)
    }

    @Test(arguments: 20...200)
    func `never loses step, loss and the time that is left, and is never too wide`(columns: Int) {
        for line in [
            usual,
            line(
                step: ["step 9999999/9999999", "9999999/9999999", "9999999"], loss: ["loss 1.23e20", "1.23e20"],
                left: ["365 days left", "365 days", "365d"]),
        ] {
            let text = line.text(columns: columns)
            #expect(text.terminalColumns <= columns && !text.contains("…"), "\(text)")
            for kept in [0, 3, 8] {
                #expect(line.fields[kept].forms.contains { text.contains($0) }, "\(text)")
            }
        }
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("海", 2), ("ｱ", 1), ("ア", 2), ("한", 2), ("👍", 2), ("❤️", 2),
        ("\u{200B}", 0), ("θ …", 3),
    ])
    func `knows how wide characters are`(text: String, columns: Int) { #expect(text.terminalColumns == columns) }

    @Test func `is cut by columns, not by characters`() {
        #expect("海海海".cut(toColumns: 6) == "海海海" && "海海海".cut(toColumns: 5) == "海海…")
        #expect("海海海".cut(toColumns: 4) == "海…" && "abc".cut(toColumns: 0) == "")
    }
}
