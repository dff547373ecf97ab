import DeviceFakes
import Testing

struct RandomKernelTests {
    /// Philox 4x32-10 once more, from its paper.
    private func words(_ seed: UInt64, _ stream: UInt64, _ position: UInt64) -> [UInt32] {
        var x = [position, position >> 32, stream, stream >> 32].map { UInt32(truncatingIfNeeded: $0) }
        var k = [seed, seed >> 32].map { UInt32(truncatingIfNeeded: $0) }
        for _ in 0..<10 {
            let p = x[0].multipliedFullWidth(by: 0xD251_1F53), q = x[2].multipliedFullWidth(by: 0xCD9E_8D57)
            x = [q.high ^ x[1] ^ k[0], q.low, p.high ^ x[3] ^ k[1], p.low]
            k = [k[0] &+ 0x9E37_79B9, k[1] &+ 0xBB67_AE85]
        }
        return x
    }

    @Test func thePaperSFirstBlock() {
        // Random123's known answer for a counter and a key of zeros.
        #expect(words(0, 0, 0) == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
    }

    @Test func uniformNumbers() {
        let seed: UInt64 = 0x1234_5678_9ABC_DEF0, stream: UInt64 = 0xFEDC_BA98_0000_0007, position: UInt64 = 0xFFFF_FFFE
        let halves = { (x: UInt64) in [Slot.unsigned(UInt32(truncatingIfNeeded: x)), .unsigned(UInt32(x >> 32))] }
        for n in awkwardSizes {
            for misaligned in [false, true] {
                let got = inAllOrders {
                    let out = DeviceArray([Float](repeating: 9, count: n), misaligned: misaligned)
                    run(
                        "random_uniform", grid: (2, 1, 1), threads: 32,
                        [.array(out), .int(n), .int(1)] + halves(seed) + halves(stream) + halves(position)
                            + [.float(-0.3), .float(0.7)])
                    return out.values
                }
                expectSame(
                    got, (0..<n).map { i in
                        Float(words(seed, stream, position + UInt64(i / 4))[i % 4] >> 8) * 0x1p-24 * 0.7 + -0.3
                    })
            }
        }
    }
}
