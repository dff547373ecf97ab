import Evaluation
import Testing

/// The numbers are what torch 2.13, NumPy 2 and Python 3.11 printed.
@Suite struct SparseProbingStreamTests {
    @Test func `torch's permutation of ten for seed 42`() {
        var random = MersenneTwister(seed: 42)
        #expect(random.torchPermutation(10) == [2, 6, 1, 8, 4, 5, 0, 9, 3, 7])
    }

    @Test func `torch's linear layer of 300 for seed 42, then its permutation of ten`() {
        var random = MersenneTwister(seed: 42)
        let bound = Float(1 / 300.0.squareRoot())
        let weights = random.torchUniform(300, bound: bound), bias = random.torchUniform(1, bound: bound)
        let theirs: [Float] = [0.04414065182209015, 0.047920528799295425, -0.01352572813630104, 0.05303604528307915]
        // Half an ulp of the bound: torch may fuse the multiplication and the addition.
        for (ours, wanted) in zip(weights, theirs) { #expect(abs(ours - wanted) <= 4e-9) }
        #expect(abs(bias[0] - 0.0018550953827798367) <= 4e-9)
        #expect(random.torchPermutation(10) == [2, 9, 7, 6, 3, 5, 0, 1, 4, 8])
    }

    @Test func `NumPy's legacy permutation for seed 42`() {
        var random = MersenneTwister(seed: 42)
        #expect(random.numpyPermutation(20).prefix(5) == [0, 17, 15, 1, 8])
    }

    @Test func `Python's shuffle for seed 42`() {
        var random = MersenneTwister(pythonSeed: 42), numbers = Array(0..<10)
        random.pythonShuffle(&numbers)
        #expect(numbers == [7, 3, 2, 8, 5, 6, 9, 4, 0, 1])
    }

    @Test(arguments: [0, 1, 2, 700]) func `permutations of any length hold every number once`(count: Int) {
        var random = MersenneTwister(seed: 7)
        #expect(random.torchPermutation(count).sorted() == (0..<Int32(count)).map { $0 })
        #expect(random.numpyPermutation(count).sorted() == (0..<Int32(count)).map { $0 })
    }
}
