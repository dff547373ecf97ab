import Failures
import Files
import Foundation
import TestSupport
import Testing

@Suite struct JSONCodingTests {
    private struct Private: Codable, Equatable {
        struct Inner: Codable, Equatable { var path: String }
        var whole: Int
        var share: Double
        var flags: [Bool]
        var inner: Inner
    }

    @Test func `the same value has the same bytes, in three layouts`() throws {
        let value = Private(whole: 1, share: 0.5, flags: [true], inner: .init(path: "a/b"))
        let part = try JSONCoding.data(value, .part, as: "a value")
        #expect(String(decoding: part, as: UTF8.self) == #"{"flags":[true],"inner":{"path":"a/b"},"share":0.5,"whole":1}"#)
        #expect(try JSONCoding.data(value, .line, as: "a value") == part + Data("\n".utf8))
        let file = String(decoding: try JSONCoding.data(value, .file, as: "a value"), as: UTF8.self)
        #expect(file.hasPrefix("{\n  \"flags\" : [\n    true\n  ],\n") && file.hasSuffix("\n}\n"))
        #expect(try JSONCoding.read(Private.self, from: Data(file.utf8), as: "a value") == value)
    }

    /// The sentence names what was expected as people call it: never one of the program's own types.
    @Test(arguments: [
        ("{", "a string as key", ""), (#"{"whole": 1"#, "(byte 11)", ""), (#"{"whole": "1"}"#, "a whole number was", "whole"),
        (#"{"whole": 1, "share": "x"}"#, "a number was expected", "share"), (#"{"whole": 1, "share": 1}"#, "'flags' is", ""),
        (#"{"whole": 1, "share": 1, "flags": 1}"#, "a list was expected", "flags"),
        (#"{"whole": 1, "share": 1, "flags": [1]}"#, "true or false was expected", "flags.0"),
        (#"{"whole": 1, "share": 1, "flags": [], "inner": 1}"#, "an object was expected", "inner"),
        (#"{"whole": 1, "share": 1, "flags": [], "inner": {"path": null}}"#, "a string was expected", "inner.path"),
        ("[]", "an object was expected", ""), (String(repeating: "[", count: 100_000), "nested deeper", ""),
    ])
    func `what is something else is told with its key`(text: String, says: String, key: String) throws {
        let found = try failure { try JSONCoding.read(Private.self, from: Data(text.utf8), at: "f.json", as: "a value") }
        #expect(found?.kind == .badData && found?.place == "f.json")
        #expect(found?.what.hasPrefix("this is not a value: ") == true)
        #expect(found?.what.contains(says) == true, "\(found?.what ?? "")")
        #expect(key.isEmpty || found?.what.hasSuffix(" at \(key)") == true, "\(found?.what ?? "")")
        #expect(found?.what.contains("Private") == false)
    }

    @Test func `a number that JSON has no word for is told with its key`() throws {
        let value = Private(whole: 1, share: .nan, flags: [], inner: .init(path: ""))
        let found = try failure { try JSONCoding.data(value, .line, as: "a value") }
        #expect(found == Failure(.failed, "a value cannot be written as JSON: it holds nan at share"))
        let plain = try failure { try JSONCoding.text(["x": Double.nan], as: "a value") }
        #expect(plain?.kind == .failed)
    }
}
