import Failures

/// Kernels' texts to files that the driver loads: from the cache, else by NVRTC.
struct KernelCompiler {
    let nvrtc: NVRTCTable
    let cache: FileCache?
    /// "sm_90", or "compute_90" where NVRTC is older than the device and the driver compiles the rest.
    let architecture: String
    private let output: NVRTCTable.Output

    /// Rounding is as the text says: a product is fused only where `fmaf` is written, nothing is flushed or approximate.
    static let options = [
        "--std=c++17", "--fmad=false", "--ftz=false", "--prec-div=true", "--prec-sqrt=true", "-default-device",
    ]

    /// - Throws: `Failure` if NVRTC knows no architecture that this device runs.
    init(nvrtc: NVRTCTable, cache: FileCache?, for capability: Capability) throws {
        self.nvrtc = nvrtc
        self.cache = cache
        let known: [Int]
        do {
            known = try nvrtc.architectures()
        } catch let refusal as NVRTCTable.Refusal {
            throw Failure(.failed, "NVRTC \(nvrtc.shown) does not say for which GPUs it compiles (\(refusal.error))", at: nvrtc.path)
        }
        let wanted = capability.number
        if known.contains(wanted) {
            architecture = "sm_\(wanted)"
            output = .cubin
        } else if let below = known.last(where: { $0 < wanted && $0 >= 80 }) {
            architecture = "compute_\(below)"
            output = .ptx
        } else {
            throw Failure(
                .missingInput, "NVRTC \(nvrtc.shown) compiles for no GPU of compute capability \(capability)", at: nvrtc.path,
                remedy: "install an NVRTC of the driver's major version")
        }
    }

    /// Said where the driver has to compile what NVRTC does not know.
    var note: String? {
        output == .cubin
            ? nil
            : "NVRTC \(nvrtc.shown) is older than this GPU: kernels are compiled for \(architecture) and finished by the driver at each start"
    }

    /// The files of several programs, each from the cache or compiled, side by side on the machine's processors: a program takes
    /// NVRTC a second.
    ///
    /// - Throws: `Failure` of the first program, in their order, that does not compile.
    func images(of texts: [KernelText]) throws -> [[UInt8]] {
        let results = inParallel(texts.count) { i in
            // A table of its own: looking up functions is not for several threads.
            let own = KernelCompiler(nvrtc.again(), cache, architecture, output)
            return Result { try own.image(of: texts[i]) }
        }
        return try results.map { try $0.get() }
    }

    private init(_ nvrtc: NVRTCTable, _ cache: FileCache?, _ architecture: String, _ output: NVRTCTable.Output) {
        self.nvrtc = nvrtc
        self.cache = cache
        self.architecture = architecture
        self.output = output
    }

    /// The loadable file of one program; PTX ends with a zero byte.
    ///
    /// - Parameter anew: without a look into the cache, whose file is then replaced.
    /// - Throws: `Failure` with the compiler's first lines.
    func image(of text: KernelText, anew: Bool = false) throws -> [UInt8] {
        let options = KernelCompiler.options + ["--gpu-architecture=\(architecture)"]
        // PTX is not kept: it names its compiler's version, and a driver that was set back would refuse it.
        let cache = output == .cubin ? cache : nil
        let key = KernelCompiler.key(of: text, by: nvrtc, options)
        if !anew, let kept = cache?.read(name: text.name, key: key, ending: "cubin") { return kept }
        do {
            let compiled = try nvrtc.compile(source: text.source, name: "\(text.name).cu", options: options, to: output)
            cache?.write(compiled.image, name: text.name, key: key, ending: "cubin")
            return compiled.image
        } catch let refusal as NVRTCTable.Refusal {
            throw Sentences.notCompiled(text.name, refusal.error, log: refusal.log)
        }
    }

    /// What a file in the cache is the compilation of.
    static func key(of text: KernelText, by nvrtc: NVRTCTable, _ options: [String]) -> String {
        ([nvrtc.shown, text.name] + options + [text.source]).joined(separator: "\n")
    }
}
