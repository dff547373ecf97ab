import Failures
import Foundation
import Tables
import TestSupport
import Testing

/// Files with bytes changed by chance: each is read or refused, none traps, hangs or takes the memory that it asks for.
///
/// `ORTHOSAE_MUTATIONS` sets how many (5,000 without it).
@Suite struct ParquetMutationTests {
    static let count = ProcessInfo.processInfo.environment["ORTHOSAE_MUTATIONS"].flatMap { Int($0) } ?? 5_000

    /// Reads every column from a row on, a bounded number of rows; true where nothing was refused.
    static func survives(_ bytes: [UInt8], from row: Int) throws -> Bool {
        let failure = try failure {
            let file = try ParquetFile(bytes, named: "mutated.parquet")
            let start = min(row, file.rowCount ?? 0)
            for name in file.readable {
                let rows = try file.rows(of: [name], from: start)
                var seen = 0
                while seen < 100_000, let block = try rows.next() {
                    guard block.firstRow == start + seen, block.count > 0 else { throw Failure(.failed, "a block without rows") }
                    seen += block.count
                    Self.touch(block.columns[0])
                }
            }
        }
        if let failure { #expect(failure.kind == .badData && failure.place == "mutated.parquet", "\(failure)") }
        return failure == nil
    }

    /// Goes to every value, so that ends that do not fit their values would trap.
    static func touch(_ column: ColumnValues) {
        switch column {
        case .text(let values): for row in 0..<values.count { _ = values[row]?.count }
        case .integers(let values): for row in 0..<values.count { _ = values[row] }
        case .numbers(let values): for row in 0..<values.count { _ = values[row] }
        case .truths(let values): for row in 0..<values.count { _ = values[row] }
        case .integerLists(let values): for row in 0..<values.count { _ = values[row]?.count }
        case .numberLists(let values): for row in 0..<values.count { _ = values[row]?.count }
        case .textLists(let values):
            for row in 0..<values.count { _ = values.items.ends[(row == 0 ? 0 : values.ends[row - 1])..<values.ends[row]] }
            for item in 0..<values.items.count { _ = values.items[item]?.count }
        }
    }

    static func mutate(_ bytes: inout [UInt8], _ range: Range<Int>, _ random: inout ParquetRandom) {
        guard !range.isEmpty else { return }
        for _ in 0...random.below(3) {
            let at = range.lowerBound + random.below(range.count)
            switch random.below(6) {
            case 0: bytes[at] ^= 1 << UInt8(random.below(8))
            case 1: bytes[at] = [0, 1, 2, 0x7f, 0x80, 0xff][random.below(6)]
            case 2: bytes[at] &+= 1
            case 3: bytes[at] &-= 1
            case 4: bytes[at] = UInt8(random.below(256))
            default:
                let from = range.lowerBound + random.below(range.count)
                for i in 0..<min(1 + random.below(8), range.upperBound - max(at, from)) { bytes[at + i] = bytes[from + i] }
            }
        }
    }

    @Test func goldenFiles() throws {
        let names = [
            "pa-none-v1", "pa-none-v2", "pa-prefix-v1", "pa-length-v2", "pa-rare-v1", "pa-rare-v2", "pa-empty-v1", "pa-plain-v2", "pa-snappy-v1",
            "pa-gzip-v2", "pa-zstd-v1", "duckdb-uncompressed-v2-gaps", "polars-uncompressed-gaps", "pa-many-v2", "lz4",
        ]
        let files = try names.map { try ParquetDamageTests.golden($0 + ".parquet") }
        var survivors = 0
        try endingWithin(minutes: 120) {
            for i in 0..<Self.count / 2 {
                var random = ParquetRandom(UInt64(i))
                var bytes = files[i % files.count]
                let size = Int(bytes[bytes.count - 8]) | Int(bytes[bytes.count - 7]) << 8
                let footer = bytes.count - 8 - size
                let region = [4..<footer, footer..<bytes.count - 8, 0..<bytes.count][[0, 0, 1, 1, 2][random.below(5)]]
                Self.mutate(&bytes, region, &random)
                if try Self.survives(bytes, from: random.below(4) == 0 ? random.below(60) : 0) { survivors += 1 }
            }
        }
        print("mutated Parquet goldens: \(Self.count / 2), of which \(survivors) were still read to the end")
    }

    /// A page of each encoding with levels, and one thing of it changed: its payload, its levels, its dictionary or what
    /// its header and the footer say. Snappy of one literal gives each page memory of its own.
    @Test func madePages() throws {
        var survivors = 0
        try endingWithin(minutes: 120) {
            for i in 0..<Self.count - Self.count / 2 {
                var random = ParquetRandom(UInt64(i) << 20)
                var made = Self.builder(&random)
                let which = random.below(made.pages.count)
                switch random.below(8) {
                case 0...2: Self.mutate(&made.pages[which].bytes, 0..<made.pages[which].bytes.count, &random)
                case 3: Self.mutate(&made.pages[which].definitions, 0..<made.pages[which].definitions.count, &random)
                case 4: Self.mutate(&made.pages[which].repetitions, 0..<made.pages[which].repetitions.count, &random)
                case 5: made.pages[which].bytes.removeLast(random.below(made.pages[which].bytes.count + 1))
                case 6: made.pages[which].values += [-1, 1, 100, .init(Int32.max) - 1000, -2000][random.below(5)]
                default: made.pages[which].encoding = random.below(11)
                }
                if random.below(6) == 0 { made.rows += [-1, 1, 1000][random.below(3)] }
                if try Self.survives(made.file, from: random.below(4) == 0 ? random.below(60) : 0) { survivors += 1 }
            }
        }
        print("mutated Parquet pages: \(Self.count - Self.count / 2), of which \(survivors) were still read to the end")
    }

    static func builder(_ random: inout ParquetRandom) -> ParquetBuilder {
        let (type, encoding) = [(6, 0), (6, 6), (6, 7), (6, 8), (1, 0), (1, 5), (2, 5), (2, 8), (1, 9), (4, 0), (5, 9), (4, 8), (0, 0), (0, 3)][random.below(14)]
        var made = ParquetBuilder(
            type: type, isOptional: random.below(2) == 0, isList: random.below(2) == 0, codec: random.below(4) == 0 ? 0 : 1, rows: 0, pages: [])
        let highest = (made.isOptional ? 1 : 0) + (made.isList ? 2 : 0)
        let width = [4: 4, 5: 8, 1: 4, 2: 8][type] ?? 1
        let strings = (0..<12).map { _ in random.bytes(random.below(20)) }
        let numbers = (0..<12).map { _ in Int(truncatingIfNeeded: random.next() >> UInt64(random.below(64))) }
        if encoding == 8 {
            made.pages.append(.init(kind: .dictionary, values: 12, bytes: type == 6 ? ParquetEncoders.plain(strings) : ParquetEncoders.plain(numbers, bytes: width)))
        }
        for _ in 0...random.below(3) {
            var page = ParquetBuilder.Page(kind: random.below(2) == 0 ? .data : .dataV2, values: random.below(40), encoding: encoding, bytes: [])
            var repetitions: [Int] = []
            var definitions: [Int] = []
            for _ in 0..<page.values {
                let goesOn = made.isList && (definitions.last ?? 0) >= 2 && random.below(2) == 0
                repetitions.append(goesOn ? 1 : 0)
                definitions.append(random.below(3) > 0 || goesOn ? highest : random.below(highest + 1))
            }
            page.rows = repetitions.filter { $0 == 0 }.count
            made.rows += page.rows
            page.repetitions = made.isList ? ParquetEncoders.runs(repetitions, width: 1, &random) : []
            page.definitions = highest > 0 ? ParquetEncoders.runs(definitions, width: highest > 1 ? 2 : 1, &random) : []
            let present = definitions.filter { $0 == highest }.count
            let picks = (0..<present).map { _ in random.below(12) }
            page.bytes =
                switch (type, encoding) {
                case (_, 8): [4] + ParquetEncoders.runs(picks, width: 4, &random)
                case (6, 0): ParquetEncoders.plain(picks.map { strings[$0] })
                case (6, 6): ParquetEncoders.deltaLength(picks.map { strings[$0] })
                case (6, _): ParquetEncoders.deltaPrefix(picks.map { strings[$0] })
                case (0, 0): ParquetEncoders.packed(picks.map { UInt64($0 & 1) }, width: 1)
                case (0, _):
                    ParquetEncoders.plain([ParquetEncoders.runs(picks.map { $0 & 1 }, width: 1, &random)].map { [UInt8]($0) })
                case (_, 5): ParquetEncoders.delta(picks.map { numbers[$0] })
                default: ParquetEncoders.plain(picks.map { numbers[$0] }, bytes: width)
                }
            made.pages.append(page)
        }
        return made
    }

    /// What the mutations start from is read to the end: else they would only meet what was refused before.
    @Test func madePagesAreGoodBefore() throws {
        for i in 0..<2_000 {
            var random = ParquetRandom(UInt64(i) << 20)
            let made = Self.builder(&random)
            let failure = try ParquetDamageTests.readAll(made.file)
            // Nulls within lists of numbers are the one thing of these that is not read.
            #expect(failure == nil || failure?.description.contains("a null inside a list") == true, "\(i): \(String(describing: failure))")
        }
    }
}
