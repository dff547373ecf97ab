import CUDA
import Failures
import Foundation

/// A launch as Tests/DeviceFakes/recorder.cpp keeps it: what it was given, and what the emulation left in memory.
struct RecordedLaunch {
    enum Argument {
        case number(KernelArgument)
        case place(block: Int, offset: Int)
        /// No address.
        case none
    }
    struct Block {
        var before: [UInt8]
        /// nil: unchanged.
        var after: [UInt8]?
        var expected: [UInt8] { after ?? before }
    }

    var file: String
    var kernel = ""
    var grid = (1, 1, 1)
    var threads = 1
    var shared = 0
    var arguments: [Argument] = []
    var blocks: [Block] = []

    /// Those of a folder, by name.
    ///
    /// - Throws: `Failure`.
    static func all(in folder: String) throws -> [RecordedLaunch] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".launch") }.sorted()
        return try names.map { try RecordedLaunch(reading: "\(folder)/\($0)") }
    }

    init(reading path: String) throws {
        file = URL(filePath: path).lastPathComponent
        var data = [UInt8](try Data(contentsOf: URL(filePath: path)))[...]
        func wrong(_ what: String) -> Failure { Failure(.badData, "no recorded launch: \(what)", at: path) }
        func line() throws -> [String] {
            guard let end = data.firstIndex(of: UInt8(ascii: "\n")) else { throw wrong("it breaks off") }
            defer { data = data[(end + 1)...] }
            return String(decoding: data[..<end], as: UTF8.self).split(separator: " ").map(String.init)
        }
        guard try line() == ["orthosae", "launch", "1"] else { throw wrong("another format") }
        var sizes: [(bytes: Int, isChanged: Bool)] = []
        while true {
            let words = try line(), numbers = words.dropFirst().compactMap { Int($0) }
            switch (words.first, numbers.count) {
            case ("kernel", _) where words.count == 2: kernel = words[1]
            case ("grid", 3): grid = (numbers[0], numbers[1], numbers[2])
            case ("threads", 1): threads = numbers[0]
            case ("shared", 1): shared = numbers[0]
            case ("argument", let count) where words.count > 2:
                switch (words[1], count) {
                case ("p", 2): arguments.append(.place(block: numbers[0], offset: numbers[1]))
                case ("p", 0): arguments.append(.none)
                case ("i", 1): arguments.append(.number(.int(Int32(truncatingIfNeeded: numbers[0]))))
                case ("u", 1): arguments.append(.number(.unsigned(UInt32(truncatingIfNeeded: numbers[0]))))
                case ("f", 1): arguments.append(.number(.float(Float(bitPattern: UInt32(truncatingIfNeeded: numbers[0])))))
                default: throw wrong(words.joined(separator: " "))
                }
            case ("block", 1) where words.count == 3: sizes.append((numbers[0], words[2] == "changed"))
            case ("end", 0):
                func take(_ count: Int) throws -> [UInt8] {
                    guard data.count >= count else { throw wrong("it breaks off") }
                    defer { data = data.dropFirst(count) }
                    return Array(data.prefix(count))
                }
                blocks = try sizes.map { Block(before: try take($0.bytes)) }
                for (i, size) in sizes.enumerated() where size.isChanged { blocks[i].after = try take(size.bytes) }
                return
            default: throw wrong(words.joined(separator: " "))
            }
        }
    }

    /// The words of a block that these arguments point to: up to where another one begins, or to the block's end.
    func words(of chosen: Set<Int>, in number: Int) -> [Range<Int>] {
        var begins: [(argument: Int, word: Int)] = []
        for (i, argument) in arguments.enumerated() {
            if case .place(number, let offset) = argument { begins.append((i, offset / 4)) }
        }
        let end = (blocks[number].before.count + 3) / 4
        return begins.filter { chosen.contains($0.argument) }.map { one in
            one.word..<(begins.map(\.word).filter { $0 > one.word }.min() ?? end)
        }
    }

    /// What a GPU leaves in the blocks.
    ///
    /// - Throws: `Failure` of the driver.
    func run(on gpu: GPU) throws -> [[UInt8]] {
        var places: [DevicePointer] = []
        defer { for place in places { gpu.free(place) } }
        for block in blocks {
            let place = try gpu.allocate(max(1, block.before.count))
            places.append(place)
            try block.before.withUnsafeBytes { raw in
                if let start = raw.baseAddress { try gpu.tryCopyIn(start, to: place, bytes: raw.count) }
            }
        }
        try gpu.tryLaunch(
            kernel, grid: grid, threads: threads, shared: shared,
            arguments.map { argument in
                switch argument {
                case .number(let number): number
                case .place(let block, let offset): .pointer(places[block].advanced(by: offset))
                case .none: .pointer(DevicePointer(address: 0))
                }
            })
        return try zip(blocks, places).map { block, place in
            var bytes = [UInt8](repeating: 0, count: block.before.count)
            try bytes.withUnsafeMutableBytes { raw in
                if let start = raw.baseAddress { try gpu.tryCopyOut(place, to: start, bytes: raw.count) }
            }
            return bytes
        }
    }
}
