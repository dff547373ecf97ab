import Foundation
import TestSupport
import Testing

/// `orthosae bench` on a GPU (the fakes), on shapes that an emulation takes moments for.
@Suite struct `Bench on a GPU` {
    private let fakes: DeviceFakes
    private let place: Workplace

    init() throws {
        fakes = try DeviceFakes()
        place = try Workplace()
    }

    private func bench(_ options: String...) throws -> Command.Outcome {
        let exports = fakes.environment.map { "export \($0.key)='\($0.value)'" }.joined(separator: "; ")
        return try place.orthosae(
            [
                "bench", "--device", "cuda", "--shape", "16,64,16", "--l0", "4", "--stages", "step", "--product", "16",
                "--memory", "1", "--repeats", "1",
            ] + options, shell: exports)
    }

    @Test func `says on which device, in which precision, by which libraries`() throws {
        let json = try bench("--precision", "bf16", "--architecture", "standard", "topk", "--form", "sparse", "--json")
        try #require(json.status == 0, "\(json.errors)")
        let result = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(
            result["device"] as? [String: String] == [
                "name": "Fake H100", "capability": "9.0", "precision": "bf16", "driver": "13.0", "compiler": "13.5",
                "products": "13.5.0",
            ])
        let steps = try #require(result["steps"] as? [[String: Any]])
        #expect(steps.map { $0["path"] as? String } == ["sparse", "sparse"])
        for step in steps { #expect((step["tokens_per_second"] as? Double ?? 0) > 0) }
        let text = try bench()
        #expect(text.status == 0 && text.output.hasPrefix("Fake H100 (compute capability 9.0), tf32 products, driver 13.0"))
    }
}
