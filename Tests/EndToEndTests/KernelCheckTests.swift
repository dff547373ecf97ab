import Foundation
import TestSupport
import Testing

/// Tools/device-check/KernelCheck on the fakes: launches that a training step made, done again, and their bits.
@Suite struct `Recorded launches` {
    private let fakes: DeviceFakes
    private let place: Workplace
    private let folder: URL

    init() throws {
        fakes = try DeviceFakes()
        place = try Workplace()
        folder = place.url.appending(path: "launches")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func exports(_ more: [String: String]) -> String {
        fakes.environment.merging(["ORTHOSAE_FAKE_QUIET": "1"]) { $1 }.merging(more) { $1 }
            .map { "export \($0.key)='\($0.value)'" }.joined(separator: "; ")
    }

    private func check(_ more: [String: String] = [:]) throws -> Command.Outcome {
        let program = Command.binary.deletingLastPathComponent().appending(path: "KernelCheck").path
        // In place of the command that a shell would go on to.
        return try Command.run([], in: place.url, shell: exports(more) + "; exec '\(program)' launches --json found.json")
    }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".launch") }.sorted()
    }

    @Test func `leave the same bits in every order of threads, and one other bit is found`() throws {
        let bench = try place.orthosae(
            [
                "bench", "--device", "cuda", "--shape", "12,64,16", "--l0", "4", "--stages", "step", "--product", "16", "--memory",
                "1", "--repeats", "1", "--form", "sparse", "--architecture", "topk", "orthogonal", "--theta", "0.1",
            ], shell: exports(["ORTHOSAE_FAKE_RECORD": folder.path]))
        try #require(bench.status == 0, "\(bench.errors)")
        let kernels = Set(files.map { $0.split(separator: ".")[0] })
        #expect(kernels.count > 25 && kernels.isSuperset(of: ["reconstruct", "adam_rows", "order_fill"]), "\(kernels.sorted())")
        for order in ["0", "1", "2"] {
            let right = try check(["ORTHOSAE_FAKE_ORDER": order])
            #expect(right.status == 0 && right.output.hasSuffix("all bits are the emulation's\n"), "\(right.output)\(right.errors)")
            #expect(right.output.contains("not covered: "))
        }
        let figures = try #require(
            JSONSerialization.jsonObject(with: place.data("found.json")) as? [String: Any])
        #expect(figures["kernels"] as? Int == kernels.count && figures["launches"] as? Int == files.count)

        // The last byte of a launch is one that it wrote.
        let name = try #require(files.first { $0.hasPrefix("adam_rows.") })
        let file = folder.appending(path: name)
        var bytes = try Data(contentsOf: file)
        bytes[bytes.count - 1] ^= 1
        try bytes.write(to: file)
        let wrong = try check()
        #expect(wrong.status == 1 && wrong.output.contains("other bits: \(name), 1 words") && wrong.output.hasSuffix("WRONG\n"))
        try bytes.dropLast(5).write(to: file)
        let short = try check()
        #expect(short.status == 2 && short.errors.contains("it breaks off"))
    }
}
