/// Room for levels or dictionary indices, used again and again; zero at first.
final class NumberBuffer {
    let numbers: UnsafeMutablePointer<UInt32>
    let count: Int

    init(_ count: Int) {
        numbers = .allocate(capacity: max(count, 1))
        numbers.initialize(repeating: 0, count: count)
        self.count = count
    }

    deinit { numbers.deallocate() }

    /// The largest of the first `count`, which the buffer has room for; 0 of none.
    func largest(_ count: Int) -> UInt32 {
        var largest: UInt32 = 0
        for i in 0..<count { largest = max(largest, numbers[i]) }
        return largest
    }

    /// How many numbers of a part are a given one.
    func matches(_ number: UInt32, in range: Range<Int>) -> Int {
        var matches = 0
        for i in range where numbers[i] == number { matches += 1 }
        return matches
    }
}
