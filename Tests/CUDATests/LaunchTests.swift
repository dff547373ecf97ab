import CUDA
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct `Launches` {
    @Test(arguments: [false, true])
    func `run in the order of the calls`(deferred: Bool) throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDeferred(deferred)
        let gpu = try fakes.open()
        let n = 1000
        let a = try gpu.upload((0..<n).map(Float.init)), b = try gpu.allocate(4 * n)
        gpu.launch("element_fill", grid: (3, 1, 1), threads: 64, shared: 0, [.pointer(b), .int(1), .int(Int32(n)), .float(0.5)])
        gpu.launch("element_add", grid: (2, 1, 1), threads: 128, shared: 0, [.pointer(a), .pointer(b), .pointer(b), .int(10), .int(Int32(n / 10))])
        gpu.launch("element_scale", grid: (1, 1, 1), threads: 256, shared: 0, [.pointer(b), .pointer(b), .int(1), .int(Int32(n)), .float(-2)])
        #expect(fakes.calls("kernel element_scale") == (deferred ? 0 : 1))
        #expect(try gpu.download(b, count: n, like: Float(0)) == (0..<n).map { -2 * (Float($0) + 0.5) })
        #expect(fakes.calls("kernel element_scale") == 1)
        #expect(gpu.traffic.launches == 3 && gpu.traffic.waits == 1)
    }

    @Test func `of an empty grid are no work`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        gpu.launch("element_fill", grid: (0, 1, 1), threads: 64, shared: 0, [])
        gpu.launch("element_fill", grid: (1, 0, 1), threads: 64, shared: 0, [])
        #expect(gpu.traffic.launches == 0 && fakes.calls("cuLaunchKernel") == 0)
    }

    @Test func `with much shared memory are allowed it once`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let place = try gpu.allocate(4)
        for shared in [48 << 10, 100 << 10, 90 << 10, 227 << 10] {
            try gpu.tryLaunch("element_fill", grid: (1, 1, 1), threads: 1, shared: shared, [.pointer(place), .int(1), .int(1), .float(1)])
        }
        #expect(fakes.calls("cuFuncSetAttribute") == 3)
    }

    @Test func `arguments have slots of 8 bytes`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let place = try gpu.upload([Float](repeating: 7, count: 8))
        try gpu.tryLaunch("element_fill", grid: (1, 1, 1), threads: 4, shared: 0, [.pointer(place), .int(2), .int(3), .float(-0.25)])
        #expect(try gpu.download(place, count: 8, like: Float(0)) == [-0.25, -0.25, -0.25, -0.25, -0.25, -0.25, 7, 7])
    }

    @Test func `from several threads take turns`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let n = 64
        let places = try (0..<8).map { _ in try gpu.allocate(4 * n) }
        DispatchQueue.concurrentPerform(iterations: 8) { i in
            for round in 0..<5 {
                gpu.launch("element_fill", grid: (1, 1, 1), threads: 32, shared: 0, [.pointer(places[i]), .int(1), .int(Int32(n)), .float(Float(10 * i + round))])
            }
            gpu.wait()
        }
        for i in 0..<8 { #expect(try gpu.download(places[i], count: n, like: Float(0)) == [Float](repeating: Float(10 * i + 4), count: n)) }
    }

    @Test(arguments: [false, true])
    func `are timed by moments in the stream`(deferred: Bool) throws {
        let fakes = try DeviceFakes(quiet: true)
        fakes.setDeferred(deferred)
        let gpu = try fakes.open()
        let n = 1 << 16, place = try gpu.allocate(4 * n)
        let before = gpu.moment()
        gpu.launch("element_fill", grid: (4, 1, 1), threads: 256, shared: 0, [.pointer(place), .int(1), .int(Int32(n)), .float(1)])
        let between = gpu.moment()
        let after = gpu.moment()
        #expect(fakes.pending == (deferred ? 4 : 0))
        let kernel = gpu.milliseconds(from: before, to: between), nothing = gpu.milliseconds(from: between, to: after)
        #expect(kernel > nothing && nothing >= 0)
        #expect(gpu.milliseconds(from: before, to: after) >= kernel)
    }
}
