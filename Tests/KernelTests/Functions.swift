#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

// The C library's functions, under names that no method hides: what the kernels' polynomials are held against.
func exponential(_ x: Double) -> Double { exp(x) }
func logarithm(_ x: Double) -> Double { log(x) }
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
func errorFunction(_ x: Double) -> Double { erf(x) }
func cosine(_ x: Double) -> Double { cos(x) }
func sine(_ x: Double) -> Double { sin(x) }
func complementOfError(_ x: Double) -> Double { erfc(x) }
