import Failures
import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct GzipStreamTests {
    /// All that the members hold, fed in pieces of `size` bytes.
    private func text(_ bytes: [UInt8], pieces size: Int) throws -> [UInt8] {
        let stream = try GzipStream(file: "t.gz")
        var text: [UInt8] = [], at = 0
        while at < bytes.count {
            stream.feed(Array(bytes[at..<min(at + size, bytes.count)]))
            at += size
            while try stream.step(appendingTo: &text) {}
        }
        try stream.finish()
        return text
    }

    @Test("Members, every field of their headers and padding, in pieces of any size", arguments: [1, 2, 3, 7, 64, 1 << 18])
    func members(pieces: Int) throws {
        let plain = try ExpectedTable.bytes("unix.csv")
        #expect(try text(ExpectedTable.bytes("members.csv.gz"), pieces: pieces) == plain)
        #expect(try text(ExpectedTable.bytes("text.csv.gz"), pieces: pieces) == plain)
    }

    @Test("A long run of one byte comes in bounded steps")
    func bounded() throws {
        // 16 MiB in 16 KB.
        let stream = try GzipStream(file: "zeros.gz")
        stream.feed(try ExpectedTable.bytes("zeros.gz"))
        var total = 0, largest = 0
        while true {
            var piece: [UInt8] = []
            guard try stream.step(appendingTo: &piece) else { break }
            total += piece.count
            largest = max(largest, piece.count)
        }
        try stream.finish()
        #expect(total == 1 << 24 && largest == GzipStream.largestStep)
    }

    @Test("Cut off after any byte, a member is refused; after a whole member it is not")
    func truncated() throws {
        let whole = try ExpectedTable.bytes("text.csv.gz")
        for count in 0..<whole.count {
            let failure = try failure { try text(Array(whole[..<count]), pieces: 50) }
            #expect(failure?.kind == .badData && failure?.what == "the gzip data breaks off before its end")
        }
        #expect(try text(whole + whole, pieces: 50).count == 2 * text(whole, pieces: 50).count)
    }

    @Test("Another checksum, another length and what is no gzip are refused", arguments: [
        (-8, "incorrect data check"), (-4, "incorrect length check"), (0, "incorrect header check"), (2, "unknown compression method"),
    ])
    func damaged(at: Int, reason: String) throws {
        var bytes = try ExpectedTable.bytes("text.csv.gz")
        bytes[at < 0 ? bytes.count + at : at] ^= 0x40
        let failure = try failure { try text(bytes, pieces: 1 << 18) }
        #expect(failure?.kind == .badData && failure?.what == "not readable as gzip: \(reason)")
    }

    @Test("Bytes behind the last member that are no padding are refused")
    func trailing() throws {
        let whole = try ExpectedTable.bytes("text.csv.gz")
        #expect(try text(whole + [0, 0, 0], pieces: 5) == ExpectedTable.bytes("unix.csv"))
        #expect(try failure { try text(whole + [0, 7, 7], pieces: 5) }?.kind == .badData)
        #expect(try failure { try text(whole + Array("garbage".utf8), pieces: 500) }?.what == "not readable as gzip: incorrect header check")
    }
}
