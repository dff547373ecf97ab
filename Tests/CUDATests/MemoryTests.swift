import CUDA
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct `Device memory` {
    @Test func `comes back from the pool by its class`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let before = fakes.calls("cuMemAlloc_v2")
        let one = try gpu.allocate(1000), two = try gpu.allocate(1000)
        #expect(fakes.memoryInUse == (64 << 20) + 2 * 1024)
        #expect(one != two && one.address % 256 == 0)
        gpu.free(one)
        // 513…1024 bytes are one class, 1025 the next.
        #expect(try gpu.allocate(513) == one)
        let larger = try gpu.allocate(1025)
        gpu.free(two)
        #expect(try gpu.allocate(2048) != two)
        let huge = try gpu.allocate((4 << 20) + 1)
        gpu.free(huge)
        #expect(try gpu.allocate(6 << 20) == huge)
        #expect(larger != two)
        #expect(fakes.calls("cuMemAlloc_v2") - before == 5)
        #expect(fakes.calls("cuMemFree_v2") == 0)
        #expect(fakes.memoryInUse == (70 << 20) + 2 * 1024 + 2 * 2048)
        let nothing = try gpu.allocate(0)
        #expect(fakes.memoryInUse == (70 << 20) + 2 * 1024 + 2 * 2048 + 512)
        gpu.free(nothing)
    }

    @Test func `unused blocks are given back before memory is refused`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setMemory(100 << 20)
        let gpu = try fakes.open()
        // 64 MiB are the products' workspace.
        #expect(gpu.freeMemory() == 36 << 20)
        let large = try gpu.allocate(30 << 20)
        gpu.free(large)
        #expect(gpu.freeMemory() == 36 << 20)
        let other = try gpu.allocate(20 << 20)
        #expect(fakes.calls("cuMemFree_v2") == 1)
        let said = try #require(try failure { try gpu.allocate(17 << 20) })
        #expect(said.kind == .failed)
        #expect(said.what == "the GPU has 16 MiB free, this needs 17 MiB")
        // A refusal is not the end.
        gpu.free(other)
        _ = try gpu.allocate(36 << 20)
    }

    @Test func `what does not fit is said in GiB`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setMemory((6 << 30) + (200 << 20))
        let gpu = try fakes.open()
        let said = try #require(try failure { try gpu.allocate((7 << 30) + (450 << 20)) })
        #expect(said.what == "the GPU has 6.1 GiB free, this needs 7.5 GiB")
    }

    @Test func `exact blocks go to the driver and back`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open(adding: ["ORTHOSAE_DEVICE_EXACT": "1"])
        let place = try gpu.allocate(1000)
        #expect(fakes.memoryInUse == (64 << 20) + 1000)
        #expect(fakes.peek(place.address, bytes: 1000)?.allSatisfy { $0 == 0xFF } == true)
        #expect(fakes.peek(place.address, bytes: 1001) == nil)
        gpu.free(place)
        // Work in the stream may still use it.
        #expect(fakes.memoryInUse == (64 << 20) + 1000)
        gpu.wait()
        #expect(fakes.memoryInUse == 64 << 20)
        #expect(fakes.peek(place.address, bytes: 1) == nil)
        // A copy out is a wait too.
        let other = try gpu.upload([Float(1), 2])
        gpu.free(try gpu.allocate(100))
        #expect(try gpu.download(other, count: 2, like: Float(0)) == [1, 2])
        #expect(fakes.memoryInUse == (64 << 20) + 8)
    }

    @Test func `all of it goes back when the GPU is closed`() throws {
        let fakes = try DeviceFakes(quiet: true)
        do {
            let gpu = try fakes.open()
            _ = try gpu.upload([Float](repeating: 1, count: 5000))
            #expect(fakes.liveBlocks == 2)
        }
        #expect(fakes.liveBlocks == 0)
        #expect(fakes.calls("cuDevicePrimaryCtxRelease_v2") == 1)
        #expect(fakes.calls("cuMemFreeHost") == 1)
    }

    /// Sizes around the halves of the staging memory, and copies side by side in one half.
    @Test(arguments: [false, true], [0, 1 << 30])
    func `copies both ways`(deferred: Bool, pinned: Int) throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDeferred(deferred)
        fakes.setPinned(pinned)
        let gpu = try fakes.open(stagingBytes: 2048)
        var places: [(DevicePointer, [UInt8])] = []
        for size in [1, 3, 255, 256, 257, 1023, 1024, 1025, 2047, 2048, 2049, 10_000, 100_001] {
            var bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }
            let place = try gpu.upload(bytes)
            places.append((place, bytes))
            // What was given is the caller's again.
            for i in bytes.indices { bytes[i] = 0 }
        }
        for (place, bytes) in places { #expect(try gpu.download(place, count: bytes.count, like: UInt8(0)) == bytes) }
        // And again, from the first one, after copies out.
        for (place, bytes) in places.reversed() { #expect(try gpu.download(place, count: bytes.count, like: UInt8(0)) == bytes) }
        let traffic = gpu.traffic
        #expect(traffic.copiesIn == 13 && traffic.copiesOut == 26 && traffic.waits == 26)
        #expect(traffic.bytesIn == places.reduce(0) { $0 + $1.1.count } && traffic.bytesOut == 2 * traffic.bytesIn)
        #expect(gpu.copiesAreUnpinned == (pinned == 0))
    }

    @Test func `a small copy in waits for nothing`() throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDeferred(true)
        let gpu = try fakes.open()
        let place = try gpu.upload([Float](repeating: 1, count: 100))
        #expect(fakes.pending == 1)
        #expect(fakes.peek(place.address, bytes: 4) == [0xFF, 0xFF, 0xFF, 0xFF])
        try gpu.tryWait()
        #expect(fakes.pending == 0)
        #expect(fakes.peek(place.address, bytes: 4) == [0, 0, 0x80, 0x3F])
    }

    @Test func `copies and fills on the device`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let from = try gpu.upload((0..<100).map(Float.init)), to = try gpu.allocate(400)
        gpu.zero(to, bytes: 400)
        gpu.copy(from.advanced(by: 40), to: to.advanced(by: 8), bytes: 80)
        let expected = (0..<100).map { (2..<22).contains($0) ? Float($0 + 8) : 0 }
        #expect(try gpu.download(to, count: 100, like: Float(0)) == expected)
        #expect(gpu.traffic.copies == 1 && gpu.traffic.fills == 1)
    }

    @Test func `a copy beyond its block is refused`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open(adding: ["ORTHOSAE_DEVICE_EXACT": "1"])
        let place = try gpu.allocate(10)
        let said = try #require(try failure { try gpu.tryCopyIn([UInt8](repeating: 0, count: 11), to: place, bytes: 11) })
        #expect(said.what == "the GPU's driver refuses a call (CUDA_ERROR_INVALID_VALUE, 1, told by cuMemcpyHtoDAsync_v2)")
        #expect(fakes.complaint.hasPrefix("copy to the device beyond its block"))
    }

    /// The host has no way into device memory but copies.
    @Test func `a touch by the host is a crash`() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let fakes = try DeviceFakes(quiet: true)
            let gpu = try fakes.open()
            let place = try gpu.allocate(16)
            if let touched = UnsafeRawPointer(bitPattern: UInt(place.address)) { print(touched.load(as: Float.self)) }
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(said.contains("fake device: the host touched device memory"))
    }
}
