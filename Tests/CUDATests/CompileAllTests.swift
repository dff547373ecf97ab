import CUDA
import Failures
import Foundation
import Kernels
import TestSupport
import Testing

/// Every kernel for every architecture that there is a card of: `kernel-registers.txt` beside this file says how many registers
/// each may take, and no thread may have a stack. The compiler's own version belongs to the numbers; the file's first line names it.
///
/// After a change of kernels `ORTHOSAE_WRITE_REGISTERS=1` has the file written anew, by what was found.
@Suite struct `All kernels by the real NVRTC` {
    static let architectures = [80, 86, 89, 90, 100, 120]
    static let texts = KernelSources.all.map { KernelText(name: $0.topic, source: $0.text, kernels: $0.kernels) }

    /// All compilations, by the path of the compiler: done once, for all tests.
    private static let compiled: Result<(version: String, all: [KernelInspection.Outcome]), any Error> = Result {
        guard let path = RealNVRTC.found.first else { return ("none", []) }
        let inspection = try KernelInspection(nvrtc: path), start = ContinuousClock.now
        let all = inspection.compile(texts, for: architectures)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print("kernels compiled by NVRTC \(inspection.version): \(all.count) programs in \(Int(bounded: seconds)) s")
        return (inspection.version, all)
    }

    @Test(arguments: RealNVRTC.found)
    func `compile without a remark, each with what the table allows`(path: String) throws {
        let (version, all) = try Self.compiled.get()
        #expect(all.count == Self.texts.count * Self.architectures.count)
        let large = try Self.kernelsOfLargeBlocks()
        #expect(!large.isEmpty)
        var found: [String: [Int: Int]] = [:]
        for one in all {
            #expect(one.error == nil && one.remarks.isEmpty, "\(one.topic) for sm_\(one.architecture): \(one.error ?? "") \(one.remarks)")
            let wanted = Self.texts.first { $0.name == one.topic }?.kernels ?? []
            #expect(one.kernels.map(\.name).sorted() == wanted.sorted(), "\(one.topic) for sm_\(one.architecture)")
            for kernel in one.kernels {
                #expect(kernel.registers > 0 && kernel.stack == 0 && kernel.spills == 0, "\(kernel) for sm_\(one.architecture)")
                // 65,536 registers a multiprocessor: blocks of 1,024 threads have 64 each.
                if large.contains(kernel.name) { #expect(kernel.registers <= 64, "\(kernel)") }
                #expect(kernel.shared <= 48 << 10, "\(kernel.name): \(kernel.shared) bytes of shared memory")
                found[kernel.name, default: [:]][one.architecture] = kernel.registers
            }
        }
        let table = RegisterTable(version: version, architectures: Self.architectures, rows: found)
        if ProcessInfo.processInfo.environment["ORTHOSAE_WRITE_REGISTERS"] == "1" { try table.write() }
        let allowed = try RegisterTable.read()
        #expect(allowed.architectures == Self.architectures)
        #expect(Set(allowed.rows.keys) == Set(found.keys), "kernel-registers.txt is of other kernels: ORTHOSAE_WRITE_REGISTERS=1")
        for (name, row) in found {
            for (architecture, registers) in row {
                guard let most = allowed.rows[name]?[architecture] else { continue }
                #expect(
                    registers <= most,
                    "\(name) for sm_\(architecture): \(registers) registers by NVRTC \(version), \(most) by \(allowed.version)")
            }
        }
    }

    /// Kernels that the engine launches with blocks of 1,024.
    private static func kernelsOfLargeBlocks() throws -> Set<String> {
        let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Engine/Device")
        var all: Set<String> = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) where file.hasSuffix(".swift") {
            let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
            for match in text.matches(of: /"(\w+)"[^"]*threads: 1024/) { all.insert(String(match.1)) }
        }
        return all
    }

    /// The driver's loader is what says whether a file is one and holds its kernels; the cache is where a start looks first.
    @Test(arguments: RealNVRTC.found, architectures)
    func `make files that a driver takes`(path: String, architecture: Int) throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setCapability(architecture / 10, architecture % 10)
        let cache = FileCache(folder: try #require(fakes.environment["XDG_CACHE_HOME"]) + "/orthosae/kernels")
        for one in try Self.compiled.get().all where one.architecture == architecture {
            cache.write(one.image, name: one.topic, key: one.key, ending: "cubin")
        }
        let gpu = try fakes.open(Self.texts, adding: ["ORTHOSAE_CUDA_NVRTC": path])
        #expect(gpu.facts.architecture == "sm_\(architecture)" && gpu.facts.notes.isEmpty)
        // Each was found there: nothing was compiled again.
        #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder).count == Self.texts.count)
        #expect(fakes.calls("cuFuncLoad") == Self.texts.reduce(0) { $0 + $1.kernels.count })
    }
}

/// kernel-registers.txt: a line a kernel, a column an architecture.
private struct RegisterTable {
    var version: String
    var architectures: [Int]
    var rows: [String: [Int: Int]]

    private static let file = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "kernel-registers.txt")

    static func read() throws -> RegisterTable {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let head = try #require(lines.first)
        let architectures = head.dropFirst(2).compactMap { Int($0.dropFirst(3)) }
        let rows = lines.dropFirst().map { ($0[0], Dictionary(uniqueKeysWithValues: zip(architectures, $0.dropFirst().compactMap { Int($0) }))) }
        return RegisterTable(version: head[1], architectures: architectures, rows: Dictionary(rows) { first, _ in first })
    }

    func write() throws {
        func padded(_ text: String, _ width: Int) -> String { text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0) }
        var text = padded("NVRTC \(version)", 36) + architectures.map { padded("sm_\($0)", 7) }.joined() + "\n"
        for (name, row) in rows.sorted(by: { $0.key < $1.key }) {
            text += padded(name, 36) + architectures.map { padded("\(row[$0] ?? 0)", 7) }.joined() + "\n"
        }
        text = text.split(separator: "\n").map { $0.reversed().drop { $0 == " " }.reversed().map(String.init).joined() }.joined(separator: "\n") + "\n"
        try text.write(to: RegisterTable.file, atomically: true, encoding: .utf8)
    }
}
