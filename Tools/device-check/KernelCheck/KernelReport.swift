import CUDA
import Failures
import Foundation

/// What came of all launches.
struct KernelReport {
    struct Difference: Codable {
        var launch: String
        var words: Int
        /// "block 1, word 17: 3f800001 instead of 3f800000".
        var first: String
    }

    struct Figures: Codable {
        var device = ""
        var architecture = ""
        var driver = ""
        var nvrtc = ""
        var secondsToOpen = 0.0
        var launches = 0
        var kernels = 0
        /// Kernels of which no launch was recorded.
        var notCovered: [String] = []
        /// Launches whose bits are not the emulation's.
        var different: [Difference] = []
        /// Launches whose second run gave other bits than the first.
        var unsteady: [String] = []
        /// Words that are some NaN in both, of other bits.
        var otherNaNs = 0
        var failed: [String] = []
    }
    private var figures = Figures()

    var isRight: Bool { figures.different.isEmpty && figures.unsteady.isEmpty && figures.failed.isEmpty && figures.launches > 0 }

    init(of launches: [RecordedLaunch], on gpu: GPU, all: [String], secondsToOpen: Double) {
        figures.device = gpu.facts.name
        figures.architecture = gpu.facts.architecture
        figures.driver = gpu.facts.driverVersion
        figures.nvrtc = gpu.facts.nvrtcVersion
        figures.secondsToOpen = secondsToOpen
        let known = Set(all)
        figures.kernels = Set(launches.map(\.kernel)).intersection(known).count
        figures.notCovered = known.subtracting(launches.map(\.kernel)).sorted()
        for launch in launches {
            guard known.contains(launch.kernel) else {
                figures.failed.append("\(launch.file): there is no kernel \(launch.kernel) any more: record anew")
                continue
            }
            do {
                let first = try launch.run(on: gpu), second = try launch.run(on: gpu)
                figures.launches += 1
                if compare(launch, second, with: first) != nil { figures.unsteady.append(launch.file) }
                if let difference = compare(launch, first, with: launch.blocks.map(\.expected)) { figures.different.append(difference) }
            } catch {
                figures.failed.append("\(launch.file): \(error)")
            }
        }
    }

    /// Kernels that put what they find to places that depend on which thread comes first; another kernel brings it in order.
    /// Their blocks are compared as heaps of words, without what these arguments point to: the places themselves.
    private static let looseKernels: [String: Set<Int>] = ["find_pairs": [14], "mirror_fill": [], "chooser_fill": []]

    /// How many words are not the same, and the first of them; NaN of other bits are the same, and counted.
    private mutating func compare(_ launch: RecordedLaunch, _ found: [[UInt8]], with expected: [[UInt8]]) -> Difference? {
        var difference = Difference(launch: launch.file, words: 0, first: "")
        let loose = KernelReport.looseKernels[launch.kernel]
        for number in launch.blocks.indices where found[number] != expected[number] {
            var got = KernelReport.words(found[number]), wanted = KernelReport.words(expected[number])
            if let loose {
                for range in launch.words(of: loose, in: number) {
                    got.replaceSubrange(range, with: repeatElement(0, count: range.count))
                    wanted.replaceSubrange(range, with: repeatElement(0, count: range.count))
                }
                got.sort()
                wanted.sort()
            }
            for (at, (a, b)) in zip(got, wanted).enumerated() where a != b {
                // The processor's NaN and the device's have other bits; of a float64 the high word says so.
                if Float(bitPattern: a).isNaN && Float(bitPattern: b).isNaN {
                    figures.otherNaNs += 1
                    continue
                }
                if difference.words == 0 {
                    difference.first = "block \(number), word \(at): \(String(a, radix: 16)) instead of \(String(b, radix: 16))"
                }
                difference.words += 1
            }
        }
        return difference.words > 0 ? difference : nil
    }

    /// A block's words; what is left at its end is one more.
    private static func words(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { at in
            bytes[at..<min(bytes.count, at + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    var text: String {
        let f = figures
        var lines = [
            "\(f.device), \(f.architecture), NVRTC \(f.nvrtc): \(f.launches) launches of \(f.kernels) kernels, opened in "
                + String(format: "%.1f s", f.secondsToOpen)
        ]
        lines += f.different.map { "other bits: \($0.launch), \($0.words) words; \($0.first)" }
        lines += f.unsteady.map { "not the same twice: \($0)" } + f.failed.map { "failed: \($0)" }
        if f.otherNaNs > 0 { lines.append("\(f.otherNaNs) words are NaN with other bits") }
        if !f.notCovered.isEmpty { lines.append("not covered: \(f.notCovered.joined(separator: " "))") }
        lines.append(isRight ? "all bits are the emulation's" : "WRONG")
        return lines.joined(separator: "\n")
    }

    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return try encoder.encode(figures)
    }
}
