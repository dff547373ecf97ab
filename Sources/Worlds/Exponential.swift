#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The one function of the system's that worlds use.
enum Exponential {
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
