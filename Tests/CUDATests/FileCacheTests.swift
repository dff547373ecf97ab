import CUDA
import Foundation
import TestSupport
import Testing

@Suite struct `The cache of compiled kernels` {
    private func file(_ cache: FileCache, _ key: String) -> String { cache.path(name: "x", key: key, ending: "cubin") }

    @Test func `keeps bytes by the whole key`() throws {
        try withTemporaryFolder { folder in
            let cache = FileCache(folder: folder.appending(path: "a/b").path)
            let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            #expect(cache.read(name: "x", key: "one", ending: "cubin") == nil)
            cache.write(bytes, name: "x", key: "one", ending: "cubin")
            cache.write([], name: "x", key: "none", ending: "cubin")
            #expect(cache.read(name: "x", key: "one", ending: "cubin") == bytes)
            #expect(cache.read(name: "x", key: "none", ending: "cubin") == [])
            #expect(cache.read(name: "x", key: "two", ending: "cubin") == nil)
            // The same name for another key, as two keys of one hash would have it.
            try FileManager.default.copyItem(atPath: file(cache, "one"), toPath: file(cache, "two"))
            #expect(cache.read(name: "x", key: "two", ending: "cubin") == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: cache.folder).allSatisfy { $0.hasSuffix(".cubin") })
        }
    }

    @Test func `takes nothing from a damaged file`() throws {
        try withTemporaryFolder { folder in
            let cache = FileCache(folder: folder.path)
            cache.write(Array("the kernel".utf8), name: "x", key: "key", ending: "cubin")
            let whole = try Data(contentsOf: URL(filePath: file(cache, "key")))
            for place in 0..<whole.count {
                var damaged = whole
                damaged[place] ^= 0x10
                try damaged.write(to: URL(filePath: file(cache, "key")))
                #expect(cache.read(name: "x", key: "key", ending: "cubin") == nil, "byte \(place)")
                try whole.prefix(place).write(to: URL(filePath: file(cache, "key")))
                #expect(cache.read(name: "x", key: "key", ending: "cubin") == nil, "\(place) bytes")
            }
            try whole.write(to: URL(filePath: file(cache, "key")))
            #expect(cache.read(name: "x", key: "key", ending: "cubin") == Array("the kernel".utf8))
        }
    }

    @Test func `goes without a folder that cannot be made`() throws {
        try withTemporaryFolder { folder in
            try Data().write(to: folder.appending(path: "file"))
            let cache = FileCache(folder: folder.appending(path: "file/kernels").path)
            cache.write([1, 2], name: "x", key: "key", ending: "cubin")
            #expect(cache.read(name: "x", key: "key", ending: "cubin") == nil)
        }
    }

    @Test func `lies in the user's cache`() {
        #expect(FileCache(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"])?.folder == "/c/orthosae/kernels")
        #expect(FileCache(environment: ["XDG_CACHE_HOME": "relative", "HOME": "/h"])?.folder == "/h/.cache/orthosae/kernels")
        #expect(FileCache(environment: [:]) == nil)
    }

    /// Published values of FNV-1a.
    @Test func `hashes as others do`() {
        #expect(Hash128([]).hexadecimal == "6c62272e07bb014262b821756295c58d")
        #expect(Hash128("a".utf8).hexadecimal == "d228cb696f1a8caf78912b704e4a8964")
        #expect(Hash128("foobar".utf8).hexadecimal == "343e1662793c64bf6f0d3597ba446f18")
    }

    @Test func `spares the compiler, and a damaged file is compiled anew`() throws {
        let fakes = try DeviceFakes(quiet: true)
        _ = try fakes.open()
        #expect(fakes.calls("nvrtcCompileProgram") == 1)
        _ = try fakes.open()
        #expect(fakes.calls("nvrtcCompileProgram") == 1)
        let cache = try #require(fakes.environment["XDG_CACHE_HOME"]) + "/orthosae/kernels"
        let file = try #require(FileManager.default.contentsOfDirectory(atPath: cache).first { $0.hasSuffix(".cubin") })
        let place = URL(filePath: cache).appending(path: file)
        var bytes = try Data(contentsOf: place)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: place)
        _ = try fakes.open()
        #expect(fakes.calls("nvrtcCompileProgram") == 2)
        _ = try fakes.open()
        #expect(fakes.calls("nvrtcCompileProgram") == 2)
        // Another version of the compiler, another device: other files.
        fakes.setNVRTC(13, 6)
        _ = try fakes.open()
        #expect(fakes.calls("nvrtcCompileProgram") == 3)
        fakes.setCapability(12, 0)
        _ = try fakes.open()
        #expect(fakes.calls("nvrtcCompileProgram") == 4)
    }

    @Test func `a kept file that the driver refuses is compiled anew`() throws {
        let fakes = try DeviceFakes(quiet: true)
        _ = try fakes.open()
        fakes.fail("cuModuleLoadData", nth: 1, code: 200)
        let gpu = try fakes.open()
        #expect(fakes.calls("nvrtcCompileProgram") == 2)
        #expect(gpu.facts.architecture == "sm_90")
    }
}
