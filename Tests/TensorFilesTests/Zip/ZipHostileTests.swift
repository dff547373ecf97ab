import Engine
import Failures
import Files
import Foundation
import TensorFiles
import TestSupport
import Testing

/// Archives that break one promise of the format each: every one is refused with its place and a remedy, none traps.
@Suite struct ZipHostileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        /// What the message must say.
        var says: String

        init(_ name: String, says: String, _ change: (inout ZipBuilder) -> Void) {
            var builder = ZipHostileTests.good
            change(&builder)
            (testDescription, bytes, self.says) = (name, builder.archive(), says)
        }
    }

    static let good: ZipBuilder = {
        var builder = ZipBuilder()
        builder.add("one", [1, 2, 3, 4, 5, 6, 7, 8])
        builder.addDeflated("two", Array("some text".utf8))
        return builder
    }()

    /// Deflated bytes in front of others.
    static let long = [UInt8](repeating: 7, count: 200)

    static let cases: [Case] = [
        Case("a file more than there are", says: "no entry 2") { ($0.statedCount, $0.behindDirectory) = (3, Array(repeating: 0, count: 46)); $0.statedSize = UInt32(2 * 46 + 6 + 46) },
        Case("65,534 files", says: "holds 65534 files") { $0.statedCount = 65534 },
        Case("a file less than there are", says: "bytes more in its directory") { $0.statedCount = 1 },
        Case("2^63 files", says: "the number of its files is 9223372036854775808") { ($0.isWide, $0.wideCount) = (true, 1 << 63) },
        Case("2^62 files", says: "holds 4611686018427387904 files") { ($0.isWide, $0.wideCount) = (true, 1 << 62) },
        Case("directory past the end", says: "no room for its directory") { $0.statedDirectory = 1 << 30 },
        Case("directory of 4 GB", says: "no room for its directory") { $0.statedSize = 0xFFFF_FFFE },
        Case("directory elsewhere", says: "no entry 0") { $0.statedDirectory = 0 },
        Case("zip64 directory of 2^64 - 1", says: "the size of its directory is 18446744073709551615") { ($0.isWide, $0.wideSize, $0.statedSize) = (true, .max, .max) },
        Case("zip64 directory at 2^63 - 1", says: "no room for its directory") { ($0.isWide, $0.wideDirectory, $0.statedDirectory) = (true, (1 << 63) - 1, .max) },
        Case("two directories", says: "two directories") { ($0.isWide, $0.wideDirectory) = (true, 0) },
        Case("zip64 record elsewhere", says: "no zip64 record") { ($0.isWide, $0.wideRecord) = (true, 3) },
        Case("zip64 record at 2^63 - 1", says: "no room for zip64 record") { ($0.isWide, $0.wideRecord) = (true, (1 << 63) - 1) },
        Case("zip64 record missing", says: "lacks the zip64 record") { $0.statedCount = .max },
        Case("part of several", says: "one of several parts") { $0.disk = 1 },
        Case("file in another part", says: "in another part") { $0.files[0].disk = 1 },
        Case("the same name twice", says: "'one' twice") { $0.files[1].name = $0.files[0].name },
        Case("no name", says: "a name that is no text") { $0.files[0].name = [] },
        Case("a name not UTF-8", says: "a name that is no text") { $0.files[0].name = [0xC0, 0xAF] },
        Case("a name with a zero byte", says: "a name that is no text") { $0.files[0].name = [0x61, 0, 0x62] },
        Case("encrypted", says: "'one' encrypted") { $0.files[0].flags = 1 },
        Case("header masked", says: "'one' encrypted") { $0.files[0].flags = 1 << 13 },
        Case("zstd", says: "'one' compressed by zstd (method 93)") { $0.files[0].method = 93 },
        Case("AES", says: "AES encryption") { $0.files[0].method = 99 },
        Case("method 65535", says: "by method 65535") { $0.files[0].method = .max },
        Case("another name in front of the bytes", says: "calls 'one' something else") { $0.files[0].localName = Array("eno".utf8) },
        Case("another method in front of the bytes", says: "calls 'one' something else") { $0.files[0].localMethod = 8 },
        Case("another size in front of the bytes", says: "'one' two sizes") { $0.files[0].localPacked = 7 },
        Case("a stored file of two sizes", says: "has 9 bytes, kept in 8") { $0.files[0].statedSize = 9 },
        Case("a stored file past the end", says: "ends inside 'two'") { ($0.files[1].method, $0.files[1].statedPacked, $0.files[1].statedSize) = (0, 90, 90) },
        Case("a file larger than all", says: "has 4026531840 bytes, kept in 4026531840") { ($0.files[0].statedPacked, $0.files[0].statedSize) = (0xF000_0000, 0xF000_0000) },
        Case("a file of 2^63", says: "a size or place of 'one' is 9223372036854775808") {
            ($0.files[0].statedPacked, $0.files[0].extra) = (.max, ZipBuilder.b(UInt16(1)) + ZipBuilder.b(UInt16(8)) + ZipBuilder.b(UInt64(1) << 63))
        },
        Case("zip64 field missing", says: "lacks the zip64 field of 'one'") { $0.files[0].statedHeader = .max },
        Case("zip64 field too short", says: "too short a zip64 field") {
            ($0.files[0].statedPacked, $0.files[0].extra) = (.max, ZipBuilder.b(UInt16(1)) + ZipBuilder.b(UInt16(4)) + [0, 0, 0, 0])
        },
        Case("zip64 field past the entry's end", says: "lacks the zip64 field of 'one'") {
            ($0.files[0].statedPacked, $0.files[0].extra) = (.max, ZipBuilder.b(UInt16(1)) + ZipBuilder.b(UInt16(99)) + [0, 0, 0, 0])
        },
        Case("a bomb's size", says: "kept in 14") { $0.files[1].statedSize = 14 * 1032 + 1 },
        Case("header past the end", says: "no room for header of 'one'") { $0.files[0].statedHeader = 1 << 30 },
        Case("header elsewhere", says: "no header of 'one'") { $0.files[0].statedHeader = 1 },
        Case("two names for the same bytes", says: "inside the bytes of") {
            // A header and bytes of the second file inside those of the first.
            $0.files[1] = ZipHostileTests.inner.files[0]
            $0.files[0].bytes = Array(ZipHostileTests.inner.archive().prefix(30 + 3 + 8))
            ($0.files[0].size, $0.files[1].statedHeader) = (30 + 3 + 8, 30 + 3)
        },
    ]

    static let inner: ZipBuilder = {
        var builder = ZipBuilder()
        builder.add("two", [8, 7, 6, 5, 4, 3, 2, 1])
        return builder
    }()

    @Test(arguments: cases)
    func `an archive that breaks the format is refused`(hostile: Case) throws {
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.zip")
            try Data(hostile.bytes).write(to: url)
            let failure = try #require(try thrown { try ZipArchive(url) })
            #expect(failure.kind == .badData && failure.place == url.filePath && failure.remedy != nil)
            #expect(failure.what.contains(hostile.says), "\(failure.what)")
        }
    }

    struct Deflated: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var says: String
        var change: @Sendable (inout ZipBuilder.File) -> Void
    }

    @Test(arguments: [
        Deflated(testDescription: "more than it says", says: "unpacks to more bytes than the 199") { $0.size = 199 },
        Deflated(testDescription: "less than it says", says: "unpacks to 200 bytes, not the 201") { $0.size = 201 },
        Deflated(testDescription: "nothing, it says", says: "unpacks to more bytes than the 0") { $0.size = 0 },
        Deflated(testDescription: "broken off", says: "breaks off after") { $0.bytes.removeLast(20) },
        Deflated(testDescription: "no end", says: "breaks off after") { $0.bytes[0] = 0 },
        Deflated(testDescription: "no deflate", says: "is no deflated data") { $0.bytes[0] = 7 },
        Deflated(testDescription: "goes on", says: "has 3 bytes behind its end") { $0.bytes += [1, 2, 3] },
        Deflated(testDescription: "no bytes", says: "breaks off after 0 of") { ($0.bytes, $0.size) = ([], 0) },
        Deflated(testDescription: "another CRC", says: "not 1 as it says") { $0.crc = 1 },
    ])
    func `deflated bytes that are not what they say are refused`(hostile: Deflated) throws {
        var builder = ZipBuilder()
        builder.addDeflated("two", Self.long) { hostile.change(&$0) }
        let archive = try ZipReadingTests.archive(builder)
        let failure = try #require(try thrown { try ZipReadingTests.bytes(archive, "two") })
        #expect(failure.kind == .badData && failure.what.contains("'two'") && failure.remedy != nil)
        #expect(failure.what.contains(hostile.says), "\(failure.what)")
    }

    @Test func `cut anywhere, an archive is refused`() throws {
        let whole = Self.good.archive()
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.zip")
            for length in whole.indices {
                try Data(whole[..<length]).write(to: url)
                #expect(try thrown { try ZipArchive(url) }?.kind == .badData, "cut at \(length)")
            }
        }
    }

    @Test func `damaged archives are refused or read, and none traps`() throws {
        var builder = Self.good
        builder.isWide = true
        builder.addDeflated("three", Self.long)
        builder.add("four", Self.long) { file in
            file.extra = ZipBuilder.b(UInt16(1)) + ZipBuilder.b(UInt16(16)) + ZipBuilder.b(UInt64(200)) + ZipBuilder.b(UInt64(200))
            (file.statedSize, file.statedPacked) = (.max, .max)
        }
        let good = [builder.archive(), Self.good.archive()]
        var random = CounterRandom(seed: 31), refused = 0, read = 0
        try withTemporaryFolder { folder in
            let url = folder.appending(path: "x.zip")
            for number in 0..<Mutations.count {
                var bytes = good[number % 2]
                Mutations.damage(&bytes, &random)
                try Data(bytes).write(to: url)
                do {
                    let archive = try ZipArchive(url)
                    for entry in archive.entries {
                        _ = try archive.contents(of: entry).withBytes { $0.count }
                        _ = try archive.beginning(of: entry, upTo: 100)
                    }
                    read += 1
                } catch let failure as Failure {
                    refused += 1
                    if failure.kind != .badData || failure.remedy == nil { Issue.record("\(failure)") }
                }
            }
        }
        #expect(refused > Mutations.count / 2 && read > 0, "\(refused) refused, \(read) read")
        print("zip: \(refused) damaged archives refused, \(read) read")
    }
}
