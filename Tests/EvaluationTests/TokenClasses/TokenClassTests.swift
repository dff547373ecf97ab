import Evaluation
import Testing

/// Which tokens are in which class.
@Suite struct TokenClassTests {
    private func of(_ text: String?, at position: Int = 20) -> [String] {
        TokenClass.allCases.filter { $0.holds(of: text, position: position) }.map(\.name)
    }

    @Test(arguments: [
        (" the", ["leading space", "determiner"]), ("The", ["capital initial", "no leading space", "determiner"]),
        // Without a space or a capital a piece is no word of a list.
        ("the", ["no leading space"]), ("in", ["no leading space"]), (" in", ["leading space", "preposition"]),
        (" that", ["leading space", "determiner", "pronoun", "conjunction"]), (" could", ["leading space", "auxiliary"]),
        (" USA", ["leading space", "all capitals"]), (" Paris", ["leading space", "capital initial", "-s"]),
        ("7", ["digits"]), (" 1999", ["leading space", "digits"]), ("4th", []), ("½", []),
        (",", ["punctuation"]), (" --", ["leading space", "punctuation"]), ("$", ["punctuation"]), ("'s", []),
        (" walked", ["leading space", "-ed"]), (" shed", ["leading space"]), (" singing", ["leading space", "-ing"]),
        ("ing", ["no leading space"]), (" slowly", ["leading space", "-ly"]), (" former", ["leading space", "-er"]),
        (" her", ["leading space", "determiner", "pronoun"]), (" cats", ["leading space", "-s"]),
        (" ", []), ("\n", []), ("  ", []), ("", []),
    ])
    func `by text`(text: String, classes: [String]) { #expect(of(text) == classes, "\(text.debugDescription)") }

    @Test func `by place, and a part of a character is in no other`() {
        #expect(of(nil) == [] && of(nil, at: 7) == ["first 8 tokens"] && of(",", at: 8) == ["punctuation"])
        #expect(Set(TokenClass.allCases.map(\.name)).count == TokenClass.allCases.count)
    }
}
