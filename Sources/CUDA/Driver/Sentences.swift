import Failures

/// What is said when a GPU cannot be used, or fails: what, and what to do about it.
enum Sentences {
    static var noDevice: Failure {
        Failure(.missingInput, "the driver finds no GPU", remedy: "check nvidia-smi and CUDA_VISIBLE_DEVICES")
    }

    static func notStarted(_ error: DriverError, path: String) -> Failure {
        if error.code == 34 {
            return Failure(
                .failed, "the driver does not start (\(error.name), \(error.code)): this is a stub library, \(path.quoted)",
                remedy: "remove its folder from LD_LIBRARY_PATH")
        }
        return Failure(
            .failed, "the driver does not start (\(error.name), \(error.code))",
            remedy: "check nvidia-smi, or set device to cpu")
    }

    static func noSuchDevice(_ ordinal: Int, count: Int) -> Failure {
        Failure(
            .missingInput, "there is no GPU \(ordinal); the driver finds \(count), numbered from 0",
            remedy: "set device to one of them")
    }

    static func tooOld(_ name: String, _ capability: Capability) -> Failure {
        Failure(
            .missingInput, "\(name) has compute capability \(capability); 8.0 is needed", remedy: "set device to cpu")
    }

    static func tooNew(_ library: WantedLibrary, major: Int, driver: LoadedDriver) -> Failure {
        Failure(
            .missingInput,
            "\(library.name) \(major) needs driver \(WantedLibrary.oldestDriver(major: major)) or newer, this is \(driver.shown)",
            remedy: "pip install nvidia-cublas-cu12 nvidia-cuda-nvrtc-cu12, or a newer driver")
    }

    static func notFound(
        _ library: WantedLibrary, places: [String], refused: String?, driver: LoadedDriver, majors: [Int]
    ) -> Failure {
        let files = majors.map { library.fileName(major: $0) }.joined(separator: ", ")
        let looked = (["what the loader knows"] + places).joined(separator: ", ")
        let install =
            driver.major >= 13
            ? "pip install nvidia-cublas (it brings NVRTC)" : "pip install nvidia-cublas-cu12 nvidia-cuda-nvrtc-cu12"
        return Failure(
            .missingInput,
            "\(library.name) (\(files)) was not found; looked in: \(looked)" + (refused.map { "; one does not open: \($0)" } ?? ""),
            remedy: "\(install), or set CUDA_PATH or \(library.variable)")
    }

    static func refusedKernels(_ error: DriverError, nvrtc: String, architecture: String, cache: String?) -> Failure {
        let folder = cache.map { " \($0.quoted)" } ?? ""
        return Failure(
            .failed,
            "the driver refuses the kernels compiled by NVRTC \(nvrtc) for \(architecture) (\(error.name), \(error.code))",
            remedy: "delete the cache folder\(folder); use an NVRTC of the driver's major version")
    }

    static func notCompiled(_ program: String, _ error: String, log: String) -> Failure {
        let told = log.split(separator: "\n").prefix(3).joined(separator: " | ")
        return Failure(
            .failed, "NVRTC does not compile the kernels of \(program) (\(error)): \(told.isEmpty ? "no log" : told)",
            remedy: "this is a bug of orthosae, or a damaged NVRTC: install it anew")
    }

    /// What is done after a failure, if nobody said.
    static let usualRecovery = "run the command again"

    /// - Parameters:
    ///   - at: where in the run; empty if nobody said.
    ///   - recovery: how it goes on; nil if nobody said.
    static func outOfMemory(wanted: Int, free: Int, at: String = "", recovery: String? = nil) -> Failure {
        let place = at.isEmpty ? "" : " at \(at)"
        return Failure(
            .failed, "the GPU has \(amount(free, rounding: .down)) free, this needs \(amount(wanted, rounding: .up))\(place)",
            remedy: "end other programs on this GPU, or lower what the run holds there (batch size, data.buffer)"
                + (recovery.map { "; \($0)" } ?? ""))
    }

    /// A call in the middle of the work.
    ///
    /// - Parameters:
    ///   - at: where in the run, in the caller's words ("step 12, decode"); empty if nobody said.
    ///   - kernel: launched last.
    ///   - exactly: whether it is that kernel for certain; errors arrive late.
    ///   - recovery: how the run goes on.
    static func failed(
        _ error: DriverError, at: String, kernel: String?, exactly: Bool, recovery: String = usualRecovery
    ) -> Failure {
        let place = at.isEmpty ? "" : " at \(at)"
        let told = "(\(error.name), \(abs(error.code)), told by \(error.call))"
        if error.isLoss {
            return Failure(
                .failed, "the GPU was lost\(place) \(told)",
                remedy: "look at the system log for Xid; \(recovery)")
        }
        let within = kernel.map { exactly ? " in \($0)" : " in \($0) or before it" } ?? ""
        guard error.isLasting else { return Failure(.failed, "the GPU's driver refuses a call\(place)\(within) \(told)") }
        return Failure(
            .failed, "the GPU failed\(place)\(within) \(told)",
            remedy: "\(recovery); an error that returns at one place is a bug, at random places a failing "
                + "card (ORTHOSAE_DEVICE_SYNC=1 names the kernel)")
    }

    /// "6.1 GiB", "300 MiB": rounded so that what is refused is never shown as if it fitted.
    static func amount(_ bytes: Int, rounding rule: FloatingPointRoundingRule) -> String {
        if bytes < 1 << 30 { return "\(Int(bounded: (Double(bytes) / 0x1p20).rounded(rule))) MiB" }
        let tenths = Int(bounded: (Double(bytes) / 0x1p30 * 10).rounded(rule))
        return "\(tenths / 10).\(tenths % 10) GiB"
    }
}
