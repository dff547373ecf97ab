import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

@Suite struct ZipReadingTests {
    static func archive(_ builder: ZipBuilder) throws -> ZipArchive {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.zip")
            try builder.write(to: url)
            // The mapping stays when the file's name is gone.
            return try ZipArchive(url)
        }
    }

    static func bytes(_ archive: ZipArchive, _ name: String) throws -> [UInt8] {
        try archive.contents(of: #require(archive.entry(name))).withBytes { Array($0) }
    }

    static let noise = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &>> 3) }

    @Test func `stored and deflated files are read, in the directory's order`() throws {
        var builder = ZipBuilder()
        builder.add("b", [1, 2, 3])
        builder.addDeflated("a/é", Self.noise)
        builder.add("empty", [])
        builder.addDeflated("empty, deflated", [])
        builder.add("folder/", [])
        builder.comment = Array("a comment PK\u{5}\u{6} with a signature in it, and more behind it".utf8)
        let archive = try Self.archive(builder)
        #expect(archive.entries.map(\.name) == ["b", "a/é", "empty", "empty, deflated", "folder/"])
        #expect(try Self.bytes(archive, "b") == [1, 2, 3])
        #expect(try Self.bytes(archive, "a/é") == Self.noise)
        #expect(try Self.bytes(archive, "empty") == [])
        #expect(try Self.bytes(archive, "empty, deflated") == [])
        #expect(archive.entry("c") == nil)
        let entry = try #require(archive.entry("a/é"))
        #expect(try archive.beginning(of: entry, upTo: 70_000) == Array(Self.noise[..<70_000]))
        #expect(try archive.beginning(of: entry, upTo: .max) == Self.noise)
    }

    @Test func `names that Unicode calls equal are two`() throws {
        var builder = ZipBuilder()
        builder.add("caf\u{e9}", [1])
        builder.add("cafe\u{301}", [2])
        let archive = try Self.archive(builder)
        #expect(try Self.bytes(archive, "caf\u{e9}") == [1])
        #expect(try Self.bytes(archive, "cafe\u{301}") == [2])
    }

    @Test func `an archive without files is one`() throws { #expect(try Self.archive(ZipBuilder()).entries.isEmpty) }

    /// Sizes and places that stand in zip64 fields alone, as beyond 4 GiB.
    @Test func `zip64 records are read`() throws {
        var builder = ZipBuilder()
        builder.add("first", [7, 7])
        builder.add("second", [1, 2, 3, 4, 5]) { file in
            file.extra = ZipBuilder.b(UInt16(0x7777)) + ZipBuilder.b(UInt16(3)) + [9, 9, 9]
            file.extra += ZipBuilder.b(UInt16(1)) + ZipBuilder.b(UInt16(28))
            file.extra += ZipBuilder.b(UInt64(5)) + ZipBuilder.b(UInt64(5)) + ZipBuilder.b(UInt64(37)) + ZipBuilder.b(UInt32(0))
            (file.statedSize, file.statedPacked, file.statedHeader, file.disk) = (.max, .max, .max, .max)
        }
        builder.isWide = true
        (builder.statedCount, builder.statedSize, builder.statedDirectory) = (.max, .max, .max)
        let archive = try Self.archive(builder)
        #expect(try Self.bytes(archive, "first") == [7, 7])
        #expect(try Self.bytes(archive, "second") == [1, 2, 3, 4, 5])
    }

    @Test func `a file's bytes are checked when they are asked for, and one that is damaged spoils no other`() throws {
        for method in [UInt16(0), 8] {
            var builder = ZipBuilder()
            builder.add("good", [1])
            if method == 0 { builder.add("bad", Self.noise) } else { builder.addDeflated("bad", Self.noise) }
            builder.files[1].bytes[100_000] ^= 4
            let archive = try Self.archive(builder)
            #expect(try Self.bytes(archive, "good") == [1])
            let failure = try #require(try thrown { try Self.bytes(archive, "bad") })
            #expect(failure.kind == .badData && failure.what.contains("'bad' with the CRC"), "\(failure.what)")
            // And again: what was found wrong once does not count as checked.
            #expect(try thrown { try Self.bytes(archive, "bad") }?.kind == .badData)
        }
    }

    @Test func `a CRC of zero may mean that there is none`() throws {
        var builder = ZipBuilder()
        builder.add("a", [1, 2]) { $0.crc = 0 }
        let archive = try Self.archive(builder), entry = try #require(archive.entry("a"))
        #expect(try thrown { try archive.contents(of: entry) }?.kind == .badData)
        #expect(try archive.contents(of: entry, zeroIsNone: true).withBytes { Array($0) } == [1, 2])
    }

    @Test func `what is no archive, or no file, is said`() throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.zip")
            #expect(try thrown { try ZipArchive(url) }?.kind == .missingInput)
            for bytes in [[], Array("PK".utf8), [UInt8](repeating: 0x50, count: 100_000)] {
                try Data(bytes).write(to: url)
                let failure = try #require(try thrown { try ZipArchive(url) })
                #expect(failure.kind == .badData && failure.what.contains("no zip archive's last record"))
            }
        }
    }
}
