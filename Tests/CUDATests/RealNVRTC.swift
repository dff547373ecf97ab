import CUDA
import Foundation

/// The compiler that kernels meet on a device: what `ORTHOSAE_TEST_NVRTC` names (Tools/test.sh fetches one), or what a start
/// would find. None is said in a line; its tests then have no cases.
enum RealNVRTC {
    static let found: [String] = {
        let environment = ProcessInfo.processInfo.environment, finder = LibraryFinder(environment: environment)
        let named = environment["ORTHOSAE_TEST_NVRTC"].flatMap { $0.isEmpty ? nil : [$0] } ?? []
        let files = named + WantedLibrary.majors.flatMap { finder.candidates(.nvrtc, major: $0) }
        let file = files.first { path in dlopen(path, RTLD_NOW | RTLD_LOCAL) != nil }
        if file == nil {
            FileHandle.standardError.write(
                Data("not run: kernels were compiled for no device, there is no NVRTC here (ORTHOSAE_TEST_NVRTC names one)\n".utf8))
        }
        return file.map { [$0] } ?? []
    }()
}
