import CUDA
import Foundation
import TestSupport
import Testing

/// The fakes find out what they are there for: called as no part of the program calls them, they refuse.
@Suite struct `The fakes` {
    typealias Handle = UnsafeMutableRawPointer

    @Test func `want a start and a context first`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let count = fakes.function("cuDeviceGetCount", as: (@convention(c) (UnsafeMutablePointer<Int32>) -> Int32).self)
        let allocate = fakes.function("cuMemAlloc_v2", as: (@convention(c) (UnsafeMutablePointer<UInt64>, Int) -> Int32).self)
        var number: Int32 = 0, address: UInt64 = 0
        #expect(count(&number) == 3)
        #expect(fakes.function("cuInit", as: (@convention(c) (UInt32) -> Int32).self)(0) == 0)
        #expect(count(&number) == 0 && number == 1)
        #expect(allocate(&address, 16) == 201)
        #expect(fakes.complaint == "cuMemAlloc_v2: no context on this thread")
    }

    @Test func `know which memory is whose`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open(adding: ["ORTHOSAE_DEVICE_EXACT": "1"])
        let free = fakes.function("cuMemFree_v2", as: (@convention(c) (UInt64) -> Int32).self)
        let copy = fakes.function("cuMemcpyDtoDAsync_v2", as: (@convention(c) (UInt64, UInt64, Int, Handle?) -> Int32).self)
        let one = try gpu.allocate(100), two = try gpu.allocate(100)
        #expect(copy(one.address, two.address, 100, nil) == 0)
        #expect(copy(one.address + 1, two.address, 100, nil) == 1)
        #expect(copy(one.address, one.address + 10, 20, nil) == 1)
        #expect(copy(one.address, UInt64(1 << 20), 4, nil) == 1)
        #expect(free(one.address + 4) == 1)
        #expect(free(two.address) == 0)
        #expect(free(two.address) == 1)
        #expect(copy(one.address, two.address, 4, nil) == 1)
    }

    @Test func `load files for their own device only`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        let load = fakes.function("cuModuleLoadData", as: (@convention(c) (UnsafeMutablePointer<Handle?>, UnsafeRawPointer) -> Int32).self)
        var module: Handle?
        var file = [UInt8](repeating: 0, count: 80)
        file.replaceSubrange(0..<4, with: [0x7F, 0x45, 0x4C, 0x46])
        #expect(load(&module, Array("nothing of the kind".utf8) + [0]) == 200)
        #expect(load(&module, file) == 200)
        file[18] = 190
        for (version, place) in [(UInt8(7), 48), (8, 49)] {
            file[8] = version
            // A file for sm_86 does not run on an sm_90, nor on an sm_80; one for sm_80 runs on an sm_86.
            (file[48], file[49]) = (0, 0)
            file[place] = 90
            #expect(load(&module, file) == 0)
            file[place] = 86
            #expect(load(&module, file) == 209)
            fakes.setCapability(8, 0)
            #expect(load(&module, file) == 209)
            fakes.setCapability(8, 6)
            file[place] = 80
            #expect(load(&module, file) == 0)
            fakes.setCapability(9, 0)
        }
        _ = gpu
    }

    @Test func `refuse launches that no device takes`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        typealias Launch = @convention(c) (Handle?, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, Handle?, UnsafeMutablePointer<Handle?>?, Handle?) -> Int32
        let launch = fakes.function("cuLaunchKernel", as: Launch.self)
        let load = fakes.function("cuModuleLoadData", as: (@convention(c) (UnsafeMutablePointer<Handle?>, UnsafeRawPointer) -> Int32).self)
        let find = fakes.function("cuModuleGetFunction", as: (@convention(c) (UnsafeMutablePointer<Handle?>, Handle?, UnsafePointer<CChar>) -> Int32).self)
        var file = [UInt8](repeating: 0, count: 64) + Array(".text.element_fill".utf8) + [0, 0]
        file.replaceSubrange(0..<9, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 65, 8])
        (file[18], file[49]) = (190, 90)
        var module: Handle?, function: Handle?
        #expect(load(&module, file) == 0 && find(&function, module, "element_fill") == 0)
        #expect(find(&function, module, "element_add") == 500)
        #expect(find(&function, module, "element") == 500)
        let place = try gpu.allocate(64)
        var slots = [place.address, 1, 4, 0]
        slots.withUnsafeMutableBytes { raw in
            var places = (0..<4).map { i in raw.baseAddress.map { $0 + 8 * i } }
            func asked(_ gx: UInt32, _ gy: UInt32, _ gz: UInt32, _ threads: UInt32, _ rows: UInt32, shared: UInt32 = 0) -> Int32 {
                launch(function, gx, gy, gz, threads, rows, 1, shared, nil, &places, nil)
            }
            #expect(asked(1, 1, 1, 32, 1) == 0)
            #expect(asked(0, 1, 1, 32, 1) == 1)
            #expect(asked(1, 65536, 1, 32, 1) == 1)
            #expect(asked(1, 1, 65536, 32, 1) == 1)
            #expect(asked(1, 1, 1, 1025, 1) == 1)
            #expect(asked(1, 1, 1, 64, 2) == 1)
            // Nobody has asked for any.
            #expect(asked(1, 1, 1, 32, 1, shared: 16) == 1)
        }
    }

    /// A kernel that writes behind its block ends the process there.
    @Test func `stop a kernel that leaves its block`() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let fakes = try DeviceFakes()
            let gpu = try fakes.open(adding: ["ORTHOSAE_DEVICE_EXACT": "1"])
            let place = try gpu.allocate(1024)
            gpu.launch("element_fill", grid: (1, 1, 1), threads: 32, shared: 0, [.pointer(place), .int(1), .int(257), .float(1)])
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(said.contains("fake device: element_fill touched memory of nobody's"))
        await #expect(processExitsWith: .success) {
            let fakes = try DeviceFakes()
            let gpu = try fakes.open(adding: ["ORTHOSAE_DEVICE_EXACT": "1"])
            let place = try gpu.allocate(1024)
            gpu.launch("element_fill", grid: (1, 1, 1), threads: 32, shared: 0, [.pointer(place), .int(1), .int(256), .float(1)])
        }
    }

    /// Threads of a block run in the order that is asked for: a race shows.
    @Test func `run threads in another order`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let racing = KernelText(name: "faulty", source: "KERNEL(faulty_race, …)", kernels: ["faulty_race"])
        let gpu = try fakes.open([racing])
        let from = try gpu.upload((1...64).map(Float.init)), to = try gpu.allocate(256)
        func run(_ order: DeviceFakes.Order) throws -> [Float] {
            fakes.setOrder(order)
            try gpu.tryLaunch("faulty_race", grid: (1, 1, 1), threads: 64, shared: 0, [.pointer(from), .pointer(to)])
            return try gpu.download(to, count: 64, like: Float(0)).map { $0.isNaN ? 0 : $0 }
        }
        let forwards = try run(.forwards)
        #expect(try run(.forwards) == forwards)
        #expect(try run(.backwards) != forwards)
        #expect(try run(.shuffled) != forwards)
    }

    /// What would be slow, wrong or not reproducible on a device.
    @Test func `refuse careless products`() throws {
        let fakes = try DeviceFakes(quiet: true)
        let gpu = try fakes.open()
        typealias Set = @convention(c) (Handle?, Int32, UnsafeRawPointer, Int) -> Int32
        typealias Heuristic = @convention(c) (Handle?, Handle?, Handle?, Handle?, Handle?, Handle?, Handle?, Int32, Handle?, UnsafeMutablePointer<Int32>) -> Int32
        typealias Multiply = @convention(c) (Handle?, Handle?, UnsafePointer<Float>, UInt64, Handle?, UInt64, Handle?, UnsafePointer<Float>, UInt64, Handle?, UInt64, Handle?, UnsafeRawPointer?, UInt64, Int, Handle?) -> Int32
        let makeDescription = fakes.function("cublasLtMatmulDescCreate", as: (@convention(c) (UnsafeMutablePointer<Handle?>, Int32, Int32) -> Int32).self)
        let makeLayout = fakes.function("cublasLtMatrixLayoutCreate", as: (@convention(c) (UnsafeMutablePointer<Handle?>, Int32, UInt64, UInt64, Int64) -> Int32).self)
        let make = { (name: String) -> Handle? in
            var made: Handle?
            _ = fakes.function(name, as: (@convention(c) (UnsafeMutablePointer<Handle?>) -> Int32).self)(&made)
            return made
        }
        let setPreference = fakes.function("cublasLtMatmulPreferenceSetAttribute", as: Set.self)
        let heuristic = fakes.function("cublasLtMatmulAlgoGetHeuristic", as: Heuristic.self)
        let multiply = fakes.function("cublasLtMatmul", as: Multiply.self)

        let handle = make("cublasLtCreate")
        var description: Handle?
        #expect(makeDescription(&description, 68, 0) == 0)
        func layout(_ pitch: Int64, type: Int32 = 0) -> Handle? {
            var made: Handle?
            #expect(makeLayout(&made, type, 8, 8, pitch) == 0)
            return made
        }
        var result = [UInt64](repeating: 0, count: 12), found: Int32 = 0
        func asked(_ a: Handle?, _ b: Handle?, _ c: Handle?, _ preference: Handle?) -> String {
            let code = result.withUnsafeMutableBytes { heuristic(handle, description, a, b, c, c, preference, 1, $0.baseAddress, &found) }
            return code == 0 ? "taken" : fakes.complaint
        }
        let preference = make("cublasLtMatmulPreferenceCreate"), good = layout(8)
        #expect(asked(good, good, good, preference) == "no limit for the workspace")
        var bytes: UInt64 = 1 << 20, none: UInt32 = 0
        #expect(setPreference(preference, 1, &bytes, 8) == 0)
        #expect(asked(good, good, good, preference) == "split-K is not excluded")
        #expect(setPreference(preference, 3, &none, 4) == 0)
        #expect(setPreference(preference, 3, &bytes, 8) == 7)
        #expect(asked(good, good, good, preference) == "taken" && found == 1)
        #expect(asked(layout(7), good, good, preference) == "a leading dimension shorter than its rows")
        #expect(asked(layout(9, type: 14), layout(8, type: 14), good, preference) == "bfloat16 rows that do not begin at 16 bytes")
        #expect(asked(layout(8, type: 14), good, good, preference) == "operands of two types")
        #expect(asked(layout(8, type: 14), layout(8, type: 14), layout(8, type: 14), preference) == "the result is float32")

        let a = try gpu.upload([Float](repeating: 1, count: 64)), c = try gpu.allocate(4 * 64 + 64), workspace = try gpu.allocate(1 << 20)
        var one: Float = 1, zero: Float = 0
        func run(_ a: UInt64, _ layoutA: Handle?, chosen: Bool = true, room: Int = 1 << 20, c place: UInt64? = nil) -> String {
            let to = place ?? c.address
            let code = result.withUnsafeBytes {
                multiply(handle, description, &one, a, layoutA, a, good, &zero, to, good, to, good, chosen ? $0.baseAddress : nil, workspace.address, room, nil)
            }
            return code == 0 ? "taken" : fakes.complaint
        }
        #expect(asked(good, good, good, preference) == "taken")
        #expect(run(a.address, good) == "taken")
        #expect(run(a.address, good, chosen: false).hasPrefix("a product without an algorithm"))
        #expect(run(a.address, layout(9)) == "an algorithm of another product")
        #expect(run(a.address, good, room: 1000) == "a workspace that is not there")
        // The preference said 256 bytes, which is what the library takes for granted.
        #expect(run(a.address, good, c: c.address + 16) == "an operand that is not aligned as was said")
        #expect(try gpu.download(c, count: 64, like: Float(0)) == [Float](repeating: 8, count: 64))
    }
}
