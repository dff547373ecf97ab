import Failures
import Foundation
import Testing

@Suite struct `Whole numbers from floating ones` {
    @Test(arguments: [
        (0.0, 0), (-0.0, 0), (2.9, 2), (-2.9, -2), (0x1p62, 1 << 62), (0x1p63, Int.max), (-0x1p63, Int.min),
        (9.223372036854775e18, 9_223_372_036_854_774_784), (1e300, Int.max), (-1e300, Int.min), (.leastNonzeroMagnitude, 0),
        (.infinity, Int.max), (-.infinity, Int.min), (.nan, 0), (-.nan, 0),
    ])
    func `are bounded`(value: Double, expected: Int) { #expect(Int(bounded: value) == expected) }

    @Test func `are bounded from float32 too`() {
        #expect(Int(bounded: Float.greatestFiniteMagnitude) == .max && Int(bounded: Float.nan) == 0)
        #expect(Int(bounded: Float(16_777_216)) == 16_777_216)
    }
}

/// Reads the sources: `Int(x)` of a floating x traps for what a hostile file, a diverging run or a rate over no time
/// brings, and nothing but a search keeps the next one out.
@Suite struct `No source converts without bounds` {
    /// A conversion by a plain initialiser, with the argument it is given.
    private struct Conversion: CustomStringConvertible {
        var place: String
        var argument: String
        var description: String { "\(place): \(argument)" }
    }

    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources")

    private static func files() throws -> [(name: String, text: String)] {
        let found = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        return try found.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
    }

    /// Names that are declared with a floating type, of variables, constants, parameters and functions.
    private static func floatingNames(in text: String) -> Set<String> {
        let typed = /\b([a-zA-Z]\w*)(?:\([^()]*\))?(?::| ->) (?:Double|Float|CGFloat|TimeInterval)\b\??(?![\w.(\[])/
        let named = /(?:let|var)\s+(\w+)\s*=\s*(?:Double|Float)\(/
        // What half of the sources call something else.
        return Set(text.matches(of: typed).map { String($0.1) } + text.matches(of: named).map { String($0.1) })
            .subtracting(["max", "min", "base", "bound", "count", "p"])
    }

    private static func wholeNames(in text: String) -> Set<String> {
        let typed = /\b([a-zA-Z]\w*)(?:\([^()]*\))?(?::| ->) U?Int(?:8|16|32|64)?\b\??(?![\w.(\[])/
        return Set(text.matches(of: typed).map { String($0.1) })
    }

    /// Every `Int(…)` and its kin without a label that says how.
    private static func conversions(in text: String, of name: String) -> [Conversion] {
        text.matches(of: /\bU?Int(?:8|16|32|64)?\(\s*/).compactMap { match in
            if text[..<match.range.lowerBound].last == "." { return nil }
            let start = text[..<match.range.lowerBound].lastIndex(of: "\n").map(text.index(after:)) ?? text.startIndex
            if text[start..<match.range.lowerBound].contains("//") { return nil }
            var depth = 1, end = match.range.upperBound
            while end < text.endIndex, depth > 0 {
                if text[end] == "(" { depth += 1 } else if text[end] == ")" { depth -= 1 }
                end = text.index(after: end)
            }
            let argument = text[match.range.upperBound..<end].dropLast()
            if argument.starts(with: /\w+:/) { return nil }
            let line = text[..<match.range.lowerBound].count { $0 == "\n" } + 1
            return Conversion(place: "\(name):\(line)", argument: String(argument))
        }
    }

    /// Whether an argument's type is, as far as its text tells, a floating one.
    private static func isFloating(_ argument: String, _ names: Set<String>) -> Bool {
        if argument.contains(/\.rounded\(|\bDouble\(|\bFloat\(|\b(?:log|log2|log10|exp|pow|sqrt|floor|ceil)\(|squareRoot|timeInterval|\d\.\d|\de\d/) {
            return true
        }
        // What stands in brackets or parentheses is an index or an argument, and its type is not the value's.
        var outside = "", depth = 0
        for character in argument {
            if "[(".contains(character) { depth += 1 }
            if depth == 0 { outside.append(character) }
            if "])".contains(character) { depth -= 1 }
        }
        // Of a.b.c the last name has the type.
        return outside.matches(of: /(\w+)(?![\w.])/).map { String($0.1) }.contains(where: names.contains)
    }

    /// Where it may stand, and why.
    private static let allowed: [String: String] = [
        "BoundedNumbers.swift: value": "the one place where the bounds are",
        "HalfPrecision.swift: (Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven)":
            "of the magnitudes below 2⁻¹⁴ only, so at most 1,024",
    ]

    @Test func `but the one that bounds`() throws {
        let files = try Self.files()
        #expect(files.count > 300)
        // A property is declared in one file and read in others; a name that is whole elsewhere tells nothing there.
        let everywhere = files.reduce(into: Set<String>()) { $0.formUnion(Self.floatingNames(in: $1.text)) }
            .subtracting(files.reduce(into: Set<String>()) { $0.formUnion(Self.wholeNames(in: $1.text)) })
        var found: [String] = [], looked = 0
        for (name, text) in files {
            let own = Self.floatingNames(in: text).subtracting(Self.wholeNames(in: text))
            let names = own.union(everywhere)
            for conversion in Self.conversions(in: text, of: name) {
                looked += 1
                guard Self.isFloating(conversion.argument, names),
                    Self.allowed["\(name): \(conversion.argument)"] == nil
                else { continue }
                found.append("\(conversion)")
            }
        }
        #expect(looked > 300)
        #expect(found.isEmpty, "write Int(bounded:), or Int(exactly:) for data:\n\(found.joined(separator: "\n"))")
    }

    @Test func `is found where it stands, and not where there is none`() {
        func finds(_ source: String) -> Bool {
            let names = Self.floatingNames(in: source)
            return Self.conversions(in: source, of: "x").contains { Self.isFloating($0.argument, names) }
        }
        for source in [
            "let seconds: Double = 3; let n = Int(seconds)", "Int(x.rounded())", "Int(Double(a) / 2)",
            "Int(log10(value).rounded(.down))", "func rate(_ a: Int) -> Double { 1 }; UInt64(rate(3))", "Int32(1e20)",
            "let share = Double(a) / 3; Int(\n  share)", "struct S { var rate: Double? }; Int(s.rate!)",
        ] { #expect(finds(source), "\(source)") }
        for source in [
            "let seconds: Double = 3; let n = Int(bounded: seconds)", "Int(text)", "Int(exactly: x.rounded())",
            "Int32(indices[at])", "let x: Double = 1; Int(list[position(x)])",
        ] { #expect(!finds(source), "\(source)") }
    }
}
