import Failures

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension Double {
    /// To so many significant digits: as many as a reader uses, so that files of many figures stay small.
    func rounded(digits: Int) -> Double {
        guard isFinite, self != 0 else { return self }
        let shift = digits - 1 - Int(bounded: log10(abs(self)).rounded(.down))
        // Powers up to 10^22 are exact, so that the quotient is the number that its digits say.
        guard abs(shift) <= 22 else { return self }
        let power = pow(10, Double(abs(shift)))
        return shift >= 0 ? (self * power).rounded() / power : (self / power).rounded() * power
    }
}
