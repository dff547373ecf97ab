import Measuring
import Testing

@Suite struct `Spreads and floors` {
    @Test func `the median of an odd number is the middle one, of an even number the mean of two`() {
        let odd = Spread([3, 1, 2]), even = Spread([4, 1, 3, 2])
        #expect(odd.median == 2 && odd.min == 1 && odd.max == 3)
        #expect(even.median == 2.5 && even.min == 1 && even.max == 4)
    }

    @Test func `a floor is the larger of its operations and its bytes at the machine's rates`() {
        let rates = MachineRates(flops: 100, readBytes: 10, copyBytes: 20)
        let product = Floor(operations: 200, bytes: 20), copy = Floor(operations: 100, bytes: 40)
        #expect(product.seconds(at: rates) == 2 && product.isArithmetic(at: rates))
        #expect(copy.seconds(at: rates) == 2 && !copy.isArithmetic(at: rates))
        #expect((product + copy).operations == 300 && (product + copy).bytes == 60)
    }
}
