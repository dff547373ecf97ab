import SAEFiles
import Testing

/// What is measured against what is published: quiet where it may be so, loud where it may not.
@Suite struct MisloadAlarmTests {
    private func alarm(_ l0: Double?, isLimit: Bool = false, explained: Double? = nil) -> MisloadAlarm {
        var alarm = MisloadAlarm()
        (alarm.l0, alarm.l0IsLimit, alarm.source, alarm.explainedVariance) = (l0, isLimit, "the catalogue", explained)
        return alarm
    }

    @Test(arguments: [(40.0, 50.0), (80, 50), (26, 50), (99, 50)]) func `is quiet within a factor of two`(l0: Double, said: Double) {
        #expect(alarm(said).check(measuredL0: l0, explainedVariance: 0.7) == nil)
        #expect(alarm(nil).check(measuredL0: l0, explainedVariance: nil) == nil)
    }

    /// A TopK SAE read as relu; thresholds unscaled; the wrong model.
    @Test(arguments: [(600.0, 80.0), (101, 50), (24, 50), (0, 50), (.nan, 50)]) func `is loud beyond`(l0: Double, said: Double) {
        let sentence = alarm(said).check(measuredL0: l0, explainedVariance: 0.7)
        #expect(sentence?.hasPrefix("MISLOADED?") == true && sentence?.contains("\n") == false)
    }

    @Test func `k is never exceeded, and a reconstruction worse than the mean is none`() {
        #expect(alarm(32, isLimit: true).check(measuredL0: 33, explainedVariance: 0.5) != nil)
        #expect(alarm(32, isLimit: true).check(measuredL0: 31.5, explainedVariance: 0.5) == nil)
        #expect(alarm(nil).check(measuredL0: 20, explainedVariance: -0.01)?.contains("mean") == true)
        #expect(alarm(nil).check(measuredL0: 20, explainedVariance: .nan) != nil)
        #expect(alarm(20, explained: 0.8).check(measuredL0: 20, explainedVariance: 0.5)?.contains("0.8") == true)
        #expect(alarm(20, explained: 0.8).check(measuredL0: 20, explainedVariance: 0.7) == nil)
    }

    /// With k near the number of latents, fewer than k are above 0 on any text.
    @Test(arguments: [(64, false), (256, false), (257, true), (16384, true)]) func `too few of topk's k are loud only where k is small among the latents`(
        latents: Int, isLoud: Bool
    ) {
        var alarm = alarm(64.25, isLimit: true)
        alarm.latents = latents
        #expect((alarm.check(measuredL0: 20, explainedVariance: 0.7) != nil) == isLoud)
        // More than k are impossible whatever their number, and a mean is no limit.
        #expect(alarm.check(measuredL0: 70, explainedVariance: 0.7) != nil)
        alarm.l0IsLimit = false
        #expect(alarm.check(measuredL0: 20, explainedVariance: 0.7) != nil)
    }
}
