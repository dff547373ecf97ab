import CUDA
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct `Where the libraries are looked for` {
    private func touch(_ root: URL, _ path: String) throws -> String {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: file)
        return file.path
    }

    @Test func `toolkit, wheels, loader, usual place, in this order`() throws {
        try withTemporaryFolder { root in
            let usual = try touch(root, "usr/local/cuda/lib64/libnvrtc.so.13")
            let system = try touch(root, "usr/local/lib/python3.11/dist-packages/nvidia/cu13/lib/libnvrtc.so.13")
            let home = try touch(root, "home/.local/lib/python3.12/site-packages/nvidia/cuda_nvrtc/lib/libnvrtc.so.13")
            let older = try touch(root, "venv/lib/python3.9/site-packages/nvidia/cu13/lib/libnvrtc.so.13")
            let newer = try touch(root, "venv/lib/python3.13/site-packages/nvidia/cu13/lib/libnvrtc.so.13")
            let toolkit = try touch(root, "toolkit/targets/x86_64-linux/lib/libnvrtc.so.13")
            // Names without a number are stubs or lead to anything.
            _ = try touch(root, "toolkit/lib64/libnvrtc.so")
            // A folder of that name is no library.
            try FileManager.default.createDirectory(
                at: root.appending(path: "toolkit/lib/libnvrtc.so.13"), withIntermediateDirectories: true)
            let finder = LibraryFinder(
                environment: [
                    "CUDA_PATH": root.appending(path: "toolkit").path, "VIRTUAL_ENV": root.appending(path: "venv").path,
                    "HOME": root.appending(path: "home").path, "CONDA_PREFIX": "",
                ], root: root.path)
            #expect(
                finder.candidates(.nvrtc, major: 13) == [toolkit, newer, older, home, system, "libnvrtc.so.13", usual])
            #expect(finder.candidates(.nvrtc, major: 12) == ["libnvrtc.so.12"])
            #expect(finder.candidates(.cublasLt, major: 13) == ["libcublasLt.so.13"])
            #expect(finder.places(.nvrtc).contains(root.appending(path: "venv/lib/python3.9/site-packages/nvidia/cu13/lib").path))
            #expect(!finder.places(.nvrtc).contains { $0.contains("sbsa") })
        }
    }

    @Test func `the wheels of 12 have a folder for each library`() throws {
        try withTemporaryFolder { root in
            let wheel = try touch(root, "lib/python3.10/site-packages/nvidia/cublas/lib/libcublasLt.so.12")
            let finder = LibraryFinder(environment: ["CONDA_PREFIX": root.path], root: "/nowhere")
            #expect(finder.candidates(.cublasLt, major: 12) == [wheel, "libcublasLt.so.12"])
            #expect(finder.candidates(.nvrtc, major: 12) == ["libnvrtc.so.12"])
        }
    }

    @Test func `a variable names a file`() {
        let finder = LibraryFinder(environment: ["ORTHOSAE_CUDA_NVRTC": "/a/b.so", "ORTHOSAE_CUDA_DRIVER": ""])
        #expect(finder.named(.nvrtc) == "/a/b.so")
        #expect(finder.named(.driver) == nil)
    }

    @Test func `a library is taken from the wheels of the driver's major version`() throws {
        try withTemporaryFolder { root in
            let fakes = try DeviceFakes(quiet: true)
            for (folder, file) in [("cu13/lib", "libnvrtc.so.13"), ("cu13/lib", "libcublasLt.so.13")] {
                let path = root.appending(path: "lib/python3.11/site-packages/nvidia/\(folder)")
                try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
                try FileManager.default.createSymbolicLink(
                    at: path.appending(path: file), withDestinationURL: URL(filePath: fakes.path))
            }
            var environment = fakes.environment
            environment["ORTHOSAE_CUDA_NVRTC"] = nil
            environment["ORTHOSAE_CUDA_CUBLASLT"] = nil
            environment["VIRTUAL_ENV"] = root.path
            func taken() throws -> GPUFacts {
                try GPU(ordinal: 0, kernels: [someKernels], environment: environment, root: "/nowhere", stagingBytes: 1024).facts
            }
            let wheel = root.appending(path: "lib/python3.11/site-packages/nvidia/cu13/lib/libnvrtc.so.13").path
            #expect(try taken().nvrtcPath == wheel)
            #expect(try taken().nvrtcVersion == "13.5")
            // What says that it is of another version is passed over, whatever its name; the machine may have a right one.
            fakes.setNVRTC(12, 9)
            #expect((try? taken())?.nvrtcPath != wheel)
        }
    }

    @Test func `a file that does not open is told`() throws {
        try withTemporaryFolder { root in
            let fakes = try DeviceFakes(quiet: true)
            // A version of which no machine has a whole one.
            fakes.setLtVersion(111100)
            let broken = try touch(root, "lib/python3.11/site-packages/nvidia/cuda_nvrtc/lib/libnvrtc.so.11")
            var environment = fakes.environment
            environment["ORTHOSAE_CUDA_NVRTC"] = nil
            environment["VIRTUAL_ENV"] = root.path
            let said = try #require(
                try failure { try GPU(ordinal: 0, kernels: [], environment: environment, root: "/nowhere", stagingBytes: 1024) })
            #expect(said.what.hasPrefix("NVRTC (libnvrtc.so.11) was not found; looked in: what the loader knows, \(root.path)/lib"))
            #expect(said.what.contains("; one does not open: \(broken): file too short"))
        }
    }

    @Test func `a library knows its file`() throws {
        let bare = try Library(opening: "libm.so.6")
        #expect(bare.path == "libm.so.6")
        #expect(bare.file(of: "cos").hasPrefix("/") && bare.file(of: "cos").hasSuffix("/libm.so.6"))
        #expect(bare.file(of: "no such function") == "libm.so.6")
        #expect(throws: Library.Refusal.self) { try Library(opening: "/nowhere/libm.so.6") }
    }
}
