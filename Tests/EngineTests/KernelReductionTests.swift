import CKernels
import Engine
import Testing

@Suite struct KernelReductionTests {
    @Test func `dot is the sum of products`() {
        forEveryPath { kernels, isa, n in
            let a = noise(n, seed: 3), b = noise(n, seed: 4)
            let exact = zip(a, b).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            let size = zip(a, b).reduce(0.0) { $0 + abs(Double($1.0) * Double($1.1)) }
            // Each of n additions rounds a partial sum that is at most `size`: n half-ulps of it, and one for the product.
            let bound = Double(n + 1) * 0x1p-24 * size
            #expect(abs(Double(kernels.dot(a, b, n)) - exact) <= bound, "\(isa) n=\(n)")
        }
    }

    @Test func `float64 sums keep what float32 would lose`() {
        forEveryPath { kernels, isa, n in
            let a = noise(n, seed: 5, scale: 1000), b = noise(n, seed: 6)
            func check(_ got: Double, _ terms: [Double], _ name: String) {
                let exact = terms.reduce(0, +), size = terms.reduce(0) { $0 + abs($1) }
                // n roundings of float64 in each of the two orders.
                #expect(abs(got - exact) <= Double(2 * n) * 0x1p-53 * size, "\(name) \(isa) n=\(n)")
            }
            check(kernels.dot64(a, b, n), zip(a, b).map { Double($0) * Double($1) }, "dot64")
            check(kernels.sum64(a, n), a.map(Double.init), "sum64")
            check(
                kernels.squared_distance64(a, b, n), zip(a, b).map { (Double($0) - Double($1)) * (Double($0) - Double($1)) },
                "squared_distance64")
        }
    }

    @Test func `accumulation adds to each sum in float64`() {
        forEveryPath { kernels, isa, n in
            let a = noise(n, seed: 7)
            var sums = [Double](repeating: 0.5, count: n + 3), squares = sums
            kernels.accumulate64(a, &sums, n)
            kernels.accumulate_squares64(a, &squares, n)
            // The square of a float32 is exact in float64, so each is one rounding, fused or not.
            #expect(sums == a.map { 0.5 + Double($0) } + [0.5, 0.5, 0.5], "\(isa) n=\(n)")
            #expect(squares == a.map { 0.5 + Double($0) * Double($0) } + [0.5, 0.5, 0.5], "\(isa) n=\(n)")
        }
    }

    @Test func `max is the largest wherever it stands, and passes over NaN`() {
        forEveryPath { kernels, isa, n in
            var a = noise(n, seed: 8).map { $0 - 2 }
            #expect(kernels.max(a, n) == (a.max() ?? -.infinity), "\(isa) n=\(n)")
            for place in Set([0, n / 2, n - 1]) where n > 0 {
                a[place] = .nan
                #expect(kernels.max(a, n) == (a.filter { !$0.isNaN }.max() ?? -.infinity), "\(isa) n=\(n)")
                a[place] = 5
                #expect(kernels.max(a, n) == 5, "\(isa) n=\(n) place=\(place)")
                a[place] = -2
            }
        }
    }

    @Test(arguments: [1, 7, 16, 64])
    func `group maxima are those of the columns modulo the groups`(groups: Int) {
        forEveryPath { kernels, isa, n in
            var x = noise(n, seed: 19)
            for i in stride(from: 3, to: n, by: 11) { x[i] = .nan }
            var out = [Float](repeating: 77, count: groups + 1)
            kernels.group_max(x, n, &out, groups)
            for j in 0..<groups {
                let plain = stride(from: j, to: n, by: groups).map { x[$0] }.filter { !$0.isNaN }.max()
                #expect(out[j] == plain ?? -.infinity, "\(isa) n=\(n) j=\(j)")
            }
            #expect(out[groups] == 77)
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func `the first number that is not finite is found`(bad: Float) {
        forEveryPath { kernels, isa, n in
            var a = noise(n, seed: 9)
            #expect(kernels.first_nonfinite(a, n) == n, "\(isa) n=\(n)")
            if n > 0 { a[n - 1] = bad }
            #expect(kernels.first_nonfinite(a, n) == max(0, n - 1), "\(isa) n=\(n)")
            if n > 0 { a[n / 2] = bad }
            #expect(kernels.first_nonfinite(a, n) == min(n / 2, max(0, n - 1)), "\(isa) n=\(n)")
        }
    }
}
