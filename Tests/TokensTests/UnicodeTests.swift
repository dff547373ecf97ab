import Files
import Testing
import Tokens

/// Every character of Unicode's 1,112,064 is what the library takes it for.
@Suite struct UnicodeTests {
    let golden: JSONValue
    init() throws { golden = try JSONFile.value(TokenGoldens.path("unicode.json")) }

    /// The scalars that a golden lists as ranges, as a table.
    func table(_ key: String) throws -> [Bool] {
        var table = [Bool](repeating: false, count: 0x110000)
        for range in try #require(golden[key]?.array) {
            let bounds = range.ids
            for scalar in bounds[0]...bounds[1] { table[Int(scalar)] = true }
        }
        return table
    }

    func firstWrong(_ key: String, _ has: (UInt32) -> Bool) throws -> String? {
        let table = try table(key)
        let scalars = (0..<UInt32(0x110000)).filter { Unicode.Scalar($0) != nil }
        #expect(scalars.count == 1_112_064)
        return scalars.first { has($0) != table[Int($0)] }.map { "U+" + String($0, radix: 16) }
    }

    @Test func `letters, numbers and spaces of the patterns`() throws {
        #expect(try firstWrong("letters") { CharacterClass.of($0) == .letter } == nil)
        #expect(try firstWrong("numbers") { CharacterClass.of($0) == .number } == nil)
        #expect(try firstWrong("spaces") { CharacterClass.of($0) == .space } == nil)
    }

    @Test func `numbers that Digits cuts at, word characters beside a token`() throws {
        #expect(try firstWrong("digits", CharacterClass.isDigit) == nil)
        #expect(try firstWrong("words", WordCharacter.contains) == nil)
    }

    @Test func `form C of each character between others`() throws {
        let hashes = try #require(golden["nfc"]?.array)
        try #require(hashes.count == 272)
        for (block, hash) in hashes.enumerated() {
            var text = ""
            for value in UInt32(block * 4096)..<UInt32(block * 4096 + 4096) {
                guard let scalar = Unicode.Scalar(value) else { continue }
                text.unicodeScalars.append(contentsOf: ["e", "\u{301}", scalar, "\u{345}", "\u{323}"])
            }
            var found: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in Composition.apply(to: Array(text.utf8)) { found = (found ^ UInt64(byte)) &* 0x100_0000_01B3 }
            let digits = String(found, radix: 16)
            #expect(String(repeating: "0", count: 16 - digits.count) + digits == hash.string, "U+\(String(block * 4096, radix: 16))…")
        }
    }
}
