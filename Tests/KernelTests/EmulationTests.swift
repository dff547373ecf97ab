import DeviceFakes
import Testing

/// The test of the test: kernels with mistakes must be found out.
struct EmulationTests {
    private static let single = [emulation_forwards, emulation_backwards, emulation_shuffled]

    private func race(_ kernel: String, _ orders: [emulation_order] = single + [emulation_warp_by_warp]) -> Set<[Float]> {
        var results: Set<[Float]> = []
        for order in orders {
            emulation_set_order(Int32(order.rawValue))
            let input = DeviceArray(numbers(64)), out = DeviceArray([Float](repeating: 0, count: 64))
            run(kernel, threads: 64, [.array(input), .array(out)])
            results.insert(out.values.map { $0.isNaN ? 99 : $0 })
        }
        emulation_set_order(Int32(emulation_forwards.rawValue))
        return results
    }

    @Test func aRaceGivesOtherResultsInOtherOrders() {
        #expect(race("faulty_race").count == 3)
        let input = numbers(64)
        #expect(race("faulty_race_mended") == [(0..<64).map { input[$0 ^ 1] }])
        // One that only a warp far ahead of another shows.
        #expect(race("faulty_one_room", EmulationTests.single).count == 1)
        #expect(race("faulty_one_room").count == 2)
    }

    @Test func aDependenceOnTheOrderOfBlocksShows() {
        var results: Set<[Int32]> = []
        for order in [emulation_forwards, emulation_backwards] {
            emulation_set_order(Int32(order.rawValue))
            let out = DeviceArray([Int32](repeating: 0, count: 5))
            run("faulty_blocks", grid: (5, 1, 1), threads: 32, [.array(out)])
            results.insert(out.values)
        }
        emulation_set_order(Int32(emulation_forwards.rawValue))
        #expect(results.count == 2)
    }

    private func message(_ kernel: String, _ code: emulation_failure) -> String {
        let out = DeviceArray([Float](repeating: 0, count: 64))
        #expect(emulation_launch(kernel, 1, 1, 1, 64, 0, [out.address]) == Int32(code.rawValue))
        return String(cString: emulation_message())
    }

    @Test func whatWouldHangIsASentence() {
        #expect(
            message("faulty_barrier", emulation_stuck)
                == "faulty_barrier, block (0, 0, 0): 32 threads wait at a barrier and 0 in a warp's operation that the "
                + "others never reach; 32 have ended")
        #expect(
            message("faulty_warp", emulation_bad_warp)
                == "faulty_warp, block (0, 0, 0): __ballot_sync of thread 0 meets __shfl_sync of thread 1")
        #expect(
            message("faulty_lane", emulation_bad_warp)
                == "faulty_lane, block (0, 0, 0): __shfl_sync of thread 0 reads lane 31, which gives nothing")
        // And the next launch is as good as new.
        #expect(race("faulty_race_mended").count == 1)
    }

    @Test func unwrittenSharedMemoryIsNaNInEveryBlock() {
        let out = DeviceArray([Float](repeating: 0, count: 128))
        run("faulty_unwritten", grid: (2, 1, 1), threads: 64, shared: 256, [.array(out)])
        #expect(out.values.allSatisfy { $0.isNaN })
    }

    @Test func launchesThatADriverRefusesAreRefused() {
        #expect(emulation_launch("nothing", 1, 1, 1, 32, 0, []) == Int32(emulation_unknown_kernel.rawValue))
        #expect(emulation_launch("faulty_barrier", 0, 1, 1, 32, 0, [0]) == Int32(emulation_bad_shape.rawValue))
        #expect(emulation_launch("faulty_barrier", 1, 65536, 1, 32, 0, [0]) == Int32(emulation_bad_shape.rawValue))
        #expect(emulation_launch("faulty_barrier", 1, 1, 1, 1025, 0, [0]) == Int32(emulation_bad_shape.rawValue))
        #expect(emulation_launch("faulty_barrier", 1, 1, 1, 32, 232_449, [0]) == Int32(emulation_bad_shape.rawValue))
        #expect(emulation_argument_count("nothing") == -1)
        #expect(emulation_has("nothing") == 0)
    }
}
