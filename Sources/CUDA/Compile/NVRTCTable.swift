/// NVRTC's functions, and its version.
///
/// Not thread-safe.
final class NVRTCTable: VersionedTable {
    typealias Program = UnsafeMutableRawPointer
    private typealias Size = @convention(c) (Program, UnsafeMutablePointer<Int>) -> Int32
    private typealias Bytes = @convention(c) (Program, UnsafeMutablePointer<CChar>) -> Int32

    private let library: Library
    var path: String { library.file(of: "nvrtcVersion") }
    /// 0.0 where the library does not say.
    let version: (major: Int, minor: Int)
    var major: Int { version.major }
    var shown: String { "\(version.major).\(version.minor)" }

    private var create = Entry<
        @convention(c) (
            UnsafeMutablePointer<Program?>, UnsafePointer<CChar>, UnsafePointer<CChar>, Int32,
            UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<UnsafePointer<CChar>?>?
        ) -> Int32
    >("nvrtcCreateProgram")
    private var destroy = Entry<@convention(c) (UnsafeMutablePointer<Program?>) -> Int32>("nvrtcDestroyProgram")
    private var compileProgram = Entry<
        @convention(c) (Program, Int32, UnsafePointer<UnsafePointer<CChar>?>) -> Int32
    >("nvrtcCompileProgram")
    private var errorString = Entry<@convention(c) (Int32) -> UnsafePointer<CChar>?>("nvrtcGetErrorString")
    private var archCount = Entry<@convention(c) (UnsafeMutablePointer<Int32>) -> Int32>("nvrtcGetNumSupportedArchs")
    private var archs = Entry<@convention(c) (UnsafeMutablePointer<Int32>) -> Int32>("nvrtcGetSupportedArchs")
    private var logSize = Entry<Size>("nvrtcGetProgramLogSize")
    private var log = Entry<Bytes>("nvrtcGetProgramLog")
    private var cubinSize = Entry<Size>("nvrtcGetCUBINSize")
    private var cubin = Entry<Bytes>("nvrtcGetCUBIN")
    private var ptxSize = Entry<Size>("nvrtcGetPTXSize")
    private var ptx = Entry<Bytes>("nvrtcGetPTX")

    init(_ library: Library) {
        self.library = library
        var entry = Entry<
            @convention(c) (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>) -> Int32
        >("nvrtcVersion")
        var major: Int32 = 0, minor: Int32 = 0
        version = entry(in: library)?(&major, &minor) == 0 ? (Int(major), Int(minor)) : (0, 0)
    }

    /// Another table of the same library, for another thread.
    func again() -> NVRTCTable { NVRTCTable(library) }

    /// An answer other than success, with the compiler's log.
    struct Refusal: Error {
        let error: String
        let log: String
    }

    /// Compute capabilities that it compiles for, times ten, ascending.
    ///
    /// - Throws: `Refusal`.
    func architectures() throws -> [Int] {
        var count: Int32 = 0
        try check(archCount(in: library)?(&count))
        return try withUnsafeTemporaryAllocation(of: Int32.self, capacity: max(1, Int(count))) { all in
            all.initialize(repeating: 0)
            guard let first = all.baseAddress else { return [] }
            try check(archs(in: library)?(first))
            return all.prefix(Int(count)).map(Int.init).sorted()
        }
    }

    enum Output { case cubin, ptx }

    /// Compiles one program.
    ///
    /// - Returns: the file's bytes (PTX with the zero byte that ends it), and the log, empty where there was nothing to say.
    /// - Throws: `Refusal`.
    func compile(source: String, name: String, options: [String], to output: Output) throws -> (image: [UInt8], log: String) {
        var made: Program?
        try check(create(in: library)?(&made, source, name, 0, nil, nil))
        guard let program = made else { throw Refusal(error: "no program", log: "") }
        defer {
            var gone: Program? = program
            _ = destroy(in: library)?(&gone)
        }
        let answer = withCStrings(options) { compileProgram(in: library)?(program, Int32(options.count), $0) }
        let text = (try? bytes(program, logSize(in: library), log(in: library))) ?? []
        let log = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        try check(answer, log: log)
        let image =
            switch output {
            case .cubin: try bytes(program, cubinSize(in: library), cubin(in: library))
            case .ptx: try bytes(program, ptxSize(in: library), ptx(in: library))
            }
        return (image, log)
    }

    private func bytes(_ program: Program, _ size: Size?, _ read: Bytes?) throws -> [UInt8] {
        var count = 0
        try check(size?(program, &count))
        var all = [UInt8](repeating: 0, count: count)
        let answer: Int32? = all.withUnsafeMutableBytes { raw in
            raw.withMemoryRebound(to: CChar.self) { text in text.baseAddress.flatMap { read?(program, $0) } ?? 3 }
        }
        try check(answer)
        return all
    }

    private func check(_ code: Int32?, log: String = "") throws {
        if let code, code == 0 { return }
        let name = code.flatMap { errorString(in: library)?($0) }.map { String(cString: $0) }
        throw Refusal(error: name ?? "a function of NVRTC's is not there", log: log)
    }

    /// The addresses of C strings that live as long as `body` runs.
    private func withCStrings<R>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R) -> R {
        var characters: [CChar] = []
        var starts: [Int] = []
        for text in texts {
            starts.append(characters.count)
            characters += text.utf8CString
        }
        return characters.withUnsafeBufferPointer { all in
            let pointers = starts.map { start in all.baseAddress.map { $0 + start } }
            // One more than there are, so that there is an address for none.
            return (pointers + [nil]).withUnsafeBufferPointer { list in
                // It has an element, so it has an address.
                body(list.baseAddress.unsafelyUnwrapped)
            }
        }
    }
}
