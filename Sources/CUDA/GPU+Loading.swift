import Failures

/// What was opened so far, so that a start that fails half way gives everything back.
final class Opened {
    let driver: DriverTable
    private var device: Int32?
    private var stream: DriverTable.Handle?
    var modules: [DriverTable.Handle] = []
    private var pool: MemoryPool?

    init(_ driver: DriverTable) { self.driver = driver }

    /// The device's primary context, current on this thread.
    func retain(_ device: Int32) throws -> DriverTable.Handle {
        try told {
            let context = try driver.retainContext(device)
            self.device = device
            try driver.makeCurrent(context)
            return context
        }
    }

    func makeStream() throws -> DriverTable.Handle {
        try told {
            let made = try driver.makeStream()
            stream = made
            return made
        }
    }

    /// A block that the start itself needs.
    func allocate(_ bytes: Int, in pool: MemoryPool) throws -> UInt64 {
        self.pool = pool
        return try told {
            do {
                return try pool.allocate(bytes)
            } catch let error as DriverError where error.isOutOfMemory {
                throw Sentences.outOfMemory(wanted: bytes, free: try driver.freeAndTotal().free)
            }
        }
    }

    func giveBack() {
        pool?.giveBackAll()
        for module in modules { try? driver.unload(module) }
        if let stream { try? driver.destroyStream(stream) }
        if let device {
            try? driver.makeCurrent(nil)
            try? driver.releaseContext(device)
        }
    }
}

/// Runs a start's calls; what the driver answers becomes a `Failure`.
func told<R>(_ body: () throws -> R) throws -> R {
    do {
        return try body()
    } catch let error as DriverError {
        throw Failure(
            .failed, "the GPU cannot be opened (\(error.name), \(abs(error.code)), told by \(error.call))",
            remedy: "check nvidia-smi, or set device to cpu")
    }
}

extension GPU {
    /// Compiles and loads all programs, and fetches every kernel.
    ///
    /// A file that the driver refuses may be an old one that fits its key by a mishap: it is compiled anew, once.
    static func load(
        _ texts: [KernelText], _ compiler: KernelCompiler, _ opened: Opened
    ) throws -> (modules: [DriverTable.Handle], functions: [String: DriverTable.Handle]) {
        let driver = opened.driver
        var functions: [String: DriverTable.Handle] = [:]
        for (text, image) in zip(texts, try compiler.images(of: texts)) {
            let module: DriverTable.Handle
            do {
                module = try load(image, driver)
            } catch is DriverError {
                do {
                    module = try load(try compiler.image(of: text, anew: true), driver)
                } catch let error as DriverError {
                    throw Sentences.refusedKernels(
                        error, nvrtc: compiler.nvrtc.shown, architecture: compiler.architecture,
                        cache: compiler.cache?.folder)
                }
            }
            opened.modules.append(module)
            for name in text.kernels {
                precondition(functions[name] == nil, "two kernels are called '\(name)'")
                do {
                    let function = try driver.function(name, in: module)
                    try driver.loadNow(function)
                    functions[name] = function
                } catch let error as DriverError {
                    throw Failure(
                        .failed, "the kernel \(name) of \(text.name) cannot be loaded (\(error.name), \(error.code))",
                        remedy: "this is a bug of orthosae")
                }
            }
        }
        return (opened.modules, functions)
    }

    private static func load(_ image: [UInt8], _ driver: DriverTable) throws -> DriverTable.Handle {
        try image.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else {
                throw DriverError(call: "cuModuleLoadData", code: 200, name: "CUDA_ERROR_INVALID_IMAGE")
            }
            return try driver.load(start)
        }
    }
}
