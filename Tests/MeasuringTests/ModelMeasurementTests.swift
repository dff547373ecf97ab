import EmbeddedModel
import Engine
import LanguageModels
import Measuring
import Testing

@Suite struct `A measured forward pass` {
    @Test func `counts the operations of its layers' products`() throws {
        let engine = ComputeEngine(threads: 2)
        let model = try LanguageModel(folder: EmbeddedGemma.folder(), engine: engine)
        let probe = MachineProbe(engine: engine, size: 64, bytes: 1 << 16)
        let measurement = ModelMeasurement(engine: engine, probe: probe, repeats: 2)
        let figures = try measurement.forward(
            model, name: "nano", to: Hookpoint("blocks.1.hook_resid_post"), tokens: 64)
        let c = model.configuration
        let d = Double(c.hiddenSize), q = Double(c.attention.heads * c.attention.headWidth), k = Double(c.attention.keyHeads * c.attention.headWidth)
        // Two layers; 64 tokens in one row see (64 + 1)/2 of them each, the window being larger.
        let layer = 2 * (2 * d * q + 2 * d * k + 3 * d * Double(c.feedForwardSize)) + 4 * q * 65 / 2
        let counted = (figures.work.gigaflops ?? 0) * figures.work.seconds.median * 1e9
        #expect(abs(counted / (64 * 2 * layer) - 1) < 1e-12)
        #expect(figures.tokens == 64 && (figures.shareOfProductRate ?? 0) > 0)
    }
}
