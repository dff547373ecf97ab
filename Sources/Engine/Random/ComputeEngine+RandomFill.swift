#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Matrices of random numbers. Element i is made from the generator's word i alone, so any thread may make it.
extension ComputeEngine {
    /// Uniform in `[range.lowerBound, range.upperBound)`, 24 bits. The generator moves on by the blocks used.
    public func fillUniform(_ out: Matrix, in range: ClosedRange<Float>, using random: inout CounterRandom) {
        let low = range.lowerBound, width = range.upperBound - range.lowerBound
        if let device {
            let seed = random.seed, stream = random.stream
            let start = random.takeBlocks((out.count + 3) / 4)
            return device.fillUniform(out, low: low, width: width, seed: seed, stream: stream, position: start)
        }
        fillByFours(out, &random) { words in
            SIMD4<Float>(words &>> 8) * 0x1p-24 * width + low
        }
    }

    /// Normal with the given mean and standard deviation (Box and Muller). The generator moves on by the blocks used.
    public func fillNormal(
        _ out: Matrix, mean: Float = 0, standardDeviation: Float = 1, using random: inout CounterRandom
    ) {
        fillByFours(out, &random) { words in
            let first = ComputeEngine.normalPair(words[0], words[1]), second = ComputeEngine.normalPair(words[2], words[3])
            return SIMD4(first.0, first.1, second.0, second.1) * standardDeviation + mean
        }
    }

    /// Two independent standard normals of two words. `log` sees (0, 1], never 0.
    fileprivate static func normalPair(_ a: UInt32, _ b: UInt32) -> (Float, Float) {
        let radius = (-2 * log((Double(a) + 1) * 0x1p-32)).squareRoot()
        let angle = 2 * Double.pi * Double(b) * 0x1p-32
        return (Float(radius * cos(angle)), Float(radius * sin(angle)))
    }

    /// Four elements from each 128-bit block of the generator.
    private func fillByFours(
        _ out: Matrix, _ random: inout CounterRandom, _ make: (SIMD4<UInt32>) -> SIMD4<Float>
    ) {
        let count = out.count, target = out.base
        let seed = random.seed, stream = random.stream
        let start = random.takeBlocks((count + 3) / 4)
        forEachRange(of: count, by: 16384) { range, _ in
            for first in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
                let block = CounterRandom.block(seed: seed, stream: stream, position: start &+ UInt64(first / 4))
                let words = SIMD4(
                    UInt32(truncatingIfNeeded: block.0), UInt32(truncatingIfNeeded: block.0 >> 32),
                    UInt32(truncatingIfNeeded: block.1), UInt32(truncatingIfNeeded: block.1 >> 32))
                let four = make(words)
                for i in 0..<min(4, range.upperBound - first) { target[first + i] = four[i] }
            }
        }
    }
}

extension CounterRandom {
    /// The standard normal number of one block of a stream: for whoever needs few of many.
    package static func normal(seed: UInt64, stream: UInt64, position: UInt64) -> Float {
        let words = block(seed: seed, stream: stream, position: position).0
        return ComputeEngine.normalPair(UInt32(truncatingIfNeeded: words), UInt32(truncatingIfNeeded: words >> 32)).0
    }
}
