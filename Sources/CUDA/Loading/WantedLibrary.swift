/// The libraries that are looked for, and what is known of each.
package enum WantedLibrary: CaseIterable {
    case driver, nvrtc, cublasLt

    /// As people know it.
    var name: String {
        switch self {
        case .driver: "the NVIDIA driver"
        case .nvrtc: "NVRTC"
        case .cublasLt: "cuBLASLt"
        }
    }

    /// The variable that names its file.
    package var variable: String {
        switch self {
        case .driver: "ORTHOSAE_CUDA_DRIVER"
        case .nvrtc: "ORTHOSAE_CUDA_NVRTC"
        case .cublasLt: "ORTHOSAE_CUDA_CUBLASLT"
        }
    }

    /// The file's name for a major version. Toolkits put a stub beside it under the name without a number, and wheels
    /// have no other name.
    package func fileName(major: Int) -> String {
        switch self {
        case .driver: "libcuda.so.1"
        case .nvrtc: "libnvrtc.so.\(major)"
        case .cublasLt: "libcublasLt.so.\(major)"
        }
    }

    /// The folder of its own that it has in the wheels of CUDA 12; those of 13 share one.
    var wheelFolder: String {
        switch self {
        case .driver: ""
        case .nvrtc: "cuda_nvrtc"
        case .cublasLt: "cublas"
        }
    }

    /// Major versions that are known to have what is used here, newest first.
    package static let majors = [13, 12]

    /// The oldest driver that a major version runs with.
    static func oldestDriver(major: Int) -> Int { major >= 13 ? 580 : 525 }
}
