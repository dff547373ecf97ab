import Foundation
import Records
import Report
import Testing

@Suite struct `Statistics over seeds` {
    /// scipy 1.x `stats.t.ppf`; ν = 1 and 2 by their closed forms, tan(π(p − ½)) and 2α/√(2(1 − α²)) with α = 2p − 1.
    @Test(arguments: [
        (1.0, 12.706204736174698), (1.5, 6.016663104427929), (2, 4.302652729749464),
        (2.3333333333333335, 3.764123072082586),
        (3.7, 2.8675207071911895), (10, 2.228138851986274), (30, 2.0422724563012378), (1000, 1.9623390808264083),
        (1e6, 1.959966356814107),
    ])
    func `use Student's quantile`(freedom: Double, expected: Double) {
        let found = StudentDistribution(degreesOfFreedom: freedom).quantile(0.975)
        // The fraction stops at 1e-15 of the area; in the tail that is up to some 1e-11 of the quantile.
        #expect(abs(found - expected) < 1e-9 * expected, "\(found)")
        #expect(StudentDistribution(degreesOfFreedom: freedom).quantile(0.025) == -found)
    }

    @Test func `know the distribution function`() {
        // scipy: t.cdf(1.3, 2.7), t.cdf(-4, 7).
        #expect(abs(StudentDistribution(degreesOfFreedom: 2.7).cumulative(1.3) - 0.8532736781480773) < 1e-13)
        #expect(abs(StudentDistribution(degreesOfFreedom: 7).cumulative(-4) - 0.0025949566746484064) < 1e-13)
        #expect(StudentDistribution(degreesOfFreedom: 5).cumulative(0) == 0.5)
    }

    @Test func `give mean and sample deviation, of the finite values only`() {
        let summary = SeedSummary([1, nil, 3, .nan, 5])
        #expect(summary.mean == 3 && summary.standardDeviation == 2 && summary.count == 3)
        #expect(SeedSummary([7]).standardDeviation == nil)
        #expect(SeedSummary([nil]).mean == nil)
    }

    @Test func `compare by Welch's interval`() throws {
        // scipy ttest_ind(equal_var=False): ν and the 95 % interval.
        let far = try #require(
            WelchDifference(SeedSummary([0.21, 0.25, 0.23]), SeedSummary([0.30, 0.33, 0.41, 0.36])))
        let farInterval = try #require(far.interval), farFreedom = try #require(far.degreesOfFreedom)
        #expect(abs(farFreedom - 4.255696202531646) < 1e-9)
        #expect(
            abs(farInterval.lowerBound + 0.1908902095626526) < 1e-9
                && abs(farInterval.upperBound + 0.049109790437347395) < 1e-9)
        #expect(far.counts)
        let near = try #require(WelchDifference(SeedSummary([0.21, 0.25, 0.23]), SeedSummary([0.24, 0.33, 0.20])))
        let nearInterval = try #require(near.interval)
        #expect(
            abs(nearInterval.lowerBound + 0.17652394693743387) < 1e-9
                && abs(nearInterval.upperBound - 0.12319061360410052) < 1e-9)
        #expect(!near.counts)
    }

    @Test func `let no difference count with one seed on a side, however large`() throws {
        let one = try #require(WelchDifference(SeedSummary([1]), SeedSummary([100, 101, 102])))
        #expect(one.difference == -100 && one.interval == nil && !one.counts)
        #expect(WelchDifference(SeedSummary([]), SeedSummary([1, 2])) == nil)
    }

    @Test func `take sides that do not vary at their word`() throws {
        let same = try #require(WelchDifference(SeedSummary([0.3, 0.1 + 0.2]), SeedSummary([0.3, 0.3])))
        #expect(!same.counts)
        let other = try #require(WelchDifference(SeedSummary([32, 32]), SeedSummary([64, 64])))
        #expect(other.counts && other.difference == -32)
    }
}

@Suite struct `Curves along sparsity` {
    @Test func `are linear in log L0 and never extrapolated`() throws {
        let curve = SparsityCurve([(l0: 100, value: 1), (l0: 1, value: 0), (l0: 10, value: 0.8)])
        #expect(curve.range == 1...100)
        #expect(curve.value(at: 10) == 0.8)
        // √10 is half of the way from 1 to 10 in logarithms.
        let half = try #require(curve.value(at: 10.squareRoot()))
        #expect(abs(half - 0.4) < 1e-12)
        #expect(curve.value(at: 1) == 0 && curve.value(at: 100) == 1)
        #expect(curve.value(at: 0.99) == nil && curve.value(at: 100.01) == nil)
    }

    @Test func `leave out points without a figure, and average those of one L0`() {
        let curve = SparsityCurve([
            (l0: nil, value: 1), (l0: 0, value: 1), (l0: 5, value: .nan), (l0: 4, value: 1), (l0: 4, value: 3),
        ])
        #expect(curve.range == 4...4)
        #expect(curve.value(at: 4) == 2)
        #expect(SparsityCurve([]).range == nil)
    }

    @Test func `meet at round L0s that all cover`() {
        #expect(CommonL0.choose(covering: [10...100, 20...200, 5...70]) == [20, 30, 50, 70])
        #expect(CommonL0.choose(covering: [10...1000, 10...1000], most: 3) == [10, 100, 1000])
    }

    @Test func `meet in the middle where nothing round lies between, and nowhere where they do not overlap`() {
        let narrow = CommonL0.choose(covering: [32...40, 30...38])
        #expect(narrow == [35])
        #expect(CommonL0.choose(covering: [1...2, 5...9]).isEmpty)
        #expect(CommonL0.choose(covering: [1...2]).isEmpty)
        // Two of three overlap: better than nothing; the third gets dashes.
        #expect(CommonL0.choose(covering: [1...2, 20...90, 40...100]) == [50, 70])
    }
}
