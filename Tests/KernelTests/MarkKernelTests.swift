import DeviceFakes
import Testing

struct MarkKernelTests {
    private func marks(_ n: Int, _ seed: UInt64) -> [UInt8] { numbers(n, seed: seed).map { $0 > 0.2 ? 1 : 0 } }

    @Test func setsOfMarks() {
        for n in awkwardSizes {
            let a = marks(n, 1), b = marks(n, 2)
            func after(_ kernel: String, _ slots: @escaping (DeviceArray<UInt8>, DeviceArray<UInt8>) -> [Slot]) -> [UInt8] {
                inAllOrders {
                    let x = DeviceArray(a), out = DeviceArray(b)
                    run(kernel, grid: (2, 1, 1), threads: 32, slots(x, out))
                    return out.values
                }
            }
            #expect(after("mark_or") { [.array($0), .array($1), .int(n)] } == zip(a, b).map { $0 | $1 })
            #expect(after("mark_and_not") { [.array($0), .array($1), .int(n)] } == zip(a, b).map { $1 & ~$0 & 1 })
            #expect(after("mark_copy") { [.array($0), .array($1), .int(n)] } == a)
            #expect(after("mark_fill") { [.array($1), .int(n), .int(1)] } == [UInt8](repeating: 1, count: n))
        }
    }

    @Test func listsAndCounts() {
        for n in awkwardSizes + [0, 15, 16, 1000, 4100] {
            for a in [marks(n, 3), [UInt8](repeating: 0, count: n), [UInt8](repeating: 1, count: n)] {
                let wanted = (0..<n).filter { a[$0] != 0 }.map { Int32($0) }
                for threads in [32, 256] {
                    let got = inAllOrders {
                        let x = DeviceArray(a), list = DeviceArray([Int32](repeating: -1, count: wanted.count))
                        let count = DeviceArray([Int32(77)]), total = DeviceArray([Int32(0)])
                        run("mark_list", threads: threads, [.array(x), .array(list), .array(count), .int(n)])
                        run("mark_count", grid: (3, 1, 1), threads: threads, [.array(x), .array(total), .int(n)])
                        return list.values + count.values + total.values
                    }
                    #expect(got == wanted + [Int32(wanted.count), Int32(wanted.count)])
                }
                let back = DeviceArray([UInt8](repeating: 0, count: n)), list = DeviceArray(wanted)
                run("mark_listed", threads: 32, [.array(list), .array(back), .int(wanted.count)])
                #expect(back.values == a)
            }
        }
    }

    @Test func stampsAndAges() {
        let now = Int64(5) << 32 + 7
        for n in awkwardSizes {
            let a = marks(n, 4), last = (0..<n).map { Int32($0 % 10) }, wide = last.map { Int64($0) << 32 }
            let stamped = inAllOrders {
                let x = DeviceArray(a), out = DeviceArray(last)
                run("mark_stamp", threads: 32, [.array(x), .array(out), .int(n), .int(77)])
                return out.values
            }
            #expect(stamped == zip(a, last).map { $0 == 1 ? 77 : $1 })
            let stampedWide = inAllOrders {
                let x = DeviceArray(a), out = DeviceArray(wide)
                run(
                    "mark_stamp_wide", threads: 32,
                    [.array(x), .array(out), .int(n), .unsigned(UInt32(truncatingIfNeeded: now)), .unsigned(UInt32(now >> 32))])
                return out.values
            }
            #expect(stampedWide == zip(a, wide).map { $0 == 1 ? now : $1 })
            for accumulate in [0, 1] {
                let got = inAllOrders {
                    let l = DeviceArray(last), out = DeviceArray(a)
                    run("mark_older", threads: 32, [.array(l), .array(out), .int(n), .int(5), .int(accumulate)])
                    let w = DeviceArray(wide), outWide = DeviceArray(a)
                    run(
                        "mark_older_wide", threads: 32,
                        [
                            .array(w), .array(outWide), .int(n), .unsigned(UInt32(truncatingIfNeeded: now)),
                            .unsigned(UInt32(now >> 32)), .int(accumulate),
                        ])
                    return out.values + outWide.values
                }
                let before = { (i: Int) in accumulate == 1 && a[i] == 1 }
                #expect(Array(got.prefix(n)) == (0..<n).map { last[$0] < 5 || before($0) ? 1 : 0 })
                #expect(Array(got.suffix(n)) == (0..<n).map { wide[$0] < now || before($0) ? 1 : 0 })
            }
        }
    }

    @Test func columnsWithAnElementAbove() {
        for (rows, columns) in [(1, 1), (31, 33), (4, 257)] {
            var z = numbers(rows * columns)
            for b in 0..<rows { z[b * columns] = b % 2 == 0 ? .nan : 0 }
            for limits in [nil, numbers(columns, seed: 6)] {
                let got = inAllOrders {
                    let x = DeviceArray(z), l = limits.map { DeviceArray($0) }
                    let marks = DeviceArray([UInt8](repeating: 0, count: columns))
                    run(
                        "mark_columns_above", grid: (2, 3, 1), threads: 32,
                        [.array(x), l.map { .array($0) } ?? .null, .array(marks), .int(rows), .int(columns)])
                    return marks.values
                }
                #expect(
                    got == (0..<columns).map { j in
                        (0..<rows).contains { z[$0 * columns + j] > (limits?[j] ?? 0) } ? 1 : 0
                    })
            }
        }
    }
}
