import Failures
import Records
import Testing

@Suite struct `Latents per token` {
    @Test(arguments: [
        ("40", 40, "40"), ("4.5", 4.5, "4.5"), ("4.0", 4, "4"), ("1e2", 100, "100"), ("0.25", 0.25, "0.25"),
    ] as [(String, Double, String)])
    func `are read and written as a number, whole ones without a point`(word: String, value: Double, yaml: String) throws {
        var config = RunConfig()
        try Setting.named("sae.k").set(.plain(word), in: &config, at: nil)
        #expect(config.sae.k.value == value)
        #expect(config.sae.k.description == yaml)
    }

    @Test(arguments: ["0", "-1", "nan", "inf", "1e9", "", "4,5", "four"])
    func `are refused where there can be none such`(word: String) {
        var config = RunConfig()
        #expect(throws: Failure.self) { try Setting.named("sae.k").set(.plain(word), in: &config, at: nil) }
    }

    @Test func `are so many in a batch, rounded, and never none`() {
        #expect(LatentsPerToken(4.5).inBatch(of: 512) == 2304)
        #expect(LatentsPerToken(4.5).inBatch(of: 3) == 14)
        #expect(LatentsPerToken(0.001).inBatch(of: 10) == 1)
        #expect(LatentsPerToken(40).inBatch(of: 2048) == 81_920)
    }

    @Test func `have no fraction for topk`() throws {
        var config = RunConfig()
        config.apply(architecture: .topk)
        config.sae.k = 4.5
        #expect { try config.validate() } throws: { ($0 as? Failure)?.description.contains("sae.k 4.5") == true }
        config.apply(architecture: .batchtopk)
        try config.validate()
    }
}
