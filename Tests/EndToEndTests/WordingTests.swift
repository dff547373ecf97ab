import Foundation
import Testing
import orthosae

/// A run that diverges, or a rate over no time, is told like any other.
@Suite struct `Figures on the terminal` {
    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (0.5, "0.500"), (12.34, "12.3"), (999.6, "1000"), (1234.5, "1,235"), (1e11, "100,000,000,000"),
        (1e12, "1.00e12"), (1e20, "1.00e20"), (-1e20, "-1.00e20"), (1e300, "1.00e300"), (0.00012, "0.00012"),
        (1e-7, "1.00e-7"), (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
    ])
    func `are short whatever they are`(value: Double, text: String) { #expect(Wording.figure(value) == text) }

    @Test func `are bounded: counts, times, shares and rates too`() {
        #expect(Wording.count(.min) == "-9,223,372,036,854,775,808" && Wording.count(.max) == "9,223,372,036,854,775,807")
        #expect(Wording.duration(3723) == "1:02:03" && Wording.duration(-5) == "0:00" && Wording.duration(62.4) == "1:02")
        #expect(Wording.duration(864_000) == "10.0 days" && Wording.duration(1e300) == "1.16e295 days")
        #expect(Wording.duration(.nan) == "nan s" && Wording.duration(.infinity) == "inf s")
        #expect(Wording.rate(12_345.6) == "12,345 tokens/s" && Wording.rate(.infinity) == "inf tokens/s")
        #expect(Wording.rate(1e300) == "1.00e300 tokens/s" && Wording.rate(.nan) == "nan tokens/s")
        #expect(Wording.percent(0.981) == "98.1 %" && Wording.percent(1e300) == "1.00e302 %")
        #expect(Wording.seconds(12.34) == "12.3 s" && Wording.seconds(1e300) == "1.00e300 s")
    }
}
