/// cuBLASLt's functions that are used. libcublas is not: it looks for a libcublasLt of its own, and finds another one.
///
/// Not thread-safe.
final class LtTable: VersionedTable {
    typealias Handle = UnsafeMutableRawPointer
    private typealias SetAttribute = @convention(c) (Handle, Int32, UnsafeRawPointer, Int) -> Int32
    private typealias Destroy = @convention(c) (Handle) -> Int32

    private let library: Library
    var path: String { library.file(of: "cublasLtCreate") }
    /// 10000 · major + 100 · minor + patch; 0 where the library does not say.
    let version: Int
    var major: Int { version / 10000 }
    var shown: String { "\(version / 10000).\(version % 10000 / 100).\(version % 100)" }

    private var statusName = Entry<@convention(c) (Int32) -> UnsafePointer<CChar>?>("cublasLtGetStatusName")
    private var create = Entry<@convention(c) (UnsafeMutablePointer<Handle?>) -> Int32>("cublasLtCreate")
    private var destroy = Entry<Destroy>("cublasLtDestroy")
    private var createDescription = Entry<
        @convention(c) (UnsafeMutablePointer<Handle?>, Int32, Int32) -> Int32
    >("cublasLtMatmulDescCreate")
    private var destroyDescription = Entry<Destroy>("cublasLtMatmulDescDestroy")
    private var setDescription = Entry<SetAttribute>("cublasLtMatmulDescSetAttribute")
    private var createLayout = Entry<
        @convention(c) (UnsafeMutablePointer<Handle?>, Int32, UInt64, UInt64, Int64) -> Int32
    >("cublasLtMatrixLayoutCreate")
    private var destroyLayout = Entry<Destroy>("cublasLtMatrixLayoutDestroy")
    private var setLayout = Entry<SetAttribute>("cublasLtMatrixLayoutSetAttribute")
    private var createPreference = Entry<
        @convention(c) (UnsafeMutablePointer<Handle?>) -> Int32
    >("cublasLtMatmulPreferenceCreate")
    private var destroyPreference = Entry<Destroy>("cublasLtMatmulPreferenceDestroy")
    private var setPreference = Entry<SetAttribute>("cublasLtMatmulPreferenceSetAttribute")
    private var heuristic = Entry<
        @convention(c) (
            Handle, Handle, Handle, Handle, Handle, Handle, Handle, Int32, UnsafeMutableRawPointer,
            UnsafeMutablePointer<Int32>
        ) -> Int32
    >("cublasLtMatmulAlgoGetHeuristic")
    private var matmul = Entry<
        @convention(c) (
            Handle, Handle, UnsafePointer<Float>, UInt64, Handle, UInt64, Handle, UnsafePointer<Float>, UInt64, Handle,
            UInt64, Handle, UnsafeRawPointer, UInt64, Int, Handle
        ) -> Int32
    >("cublasLtMatmul")

    init(_ library: Library) {
        self.library = library
        var entry = Entry<@convention(c) () -> Int>("cublasLtGetVersion")
        version = entry(in: library)?() ?? 0
    }

    private func check(_ call: String, _ code: Int32?) throws {
        if let code, code == 0 { return }
        let name = code.flatMap { statusName(in: library)?($0) }.map { String(cString: $0) }
        // cuBLASLt's numbers are its own: kept apart from the driver's, whose numbers decide what is lasting.
        throw DriverError(call: call, code: -(code ?? 15), name: name ?? "a function of cuBLASLt's is not there")
    }

    private func made(_ call: String, _ make: (UnsafeMutablePointer<Handle?>) -> Int32?) throws -> Handle {
        var handle: Handle?
        try check(call, make(&handle))
        guard let handle else { throw DriverError(call: call, code: -14, name: "no handle") }
        return handle
    }

    func makeHandle() throws -> Handle { try made(create.name) { create(in: library)?($0) } }
    func free(handle: Handle) { _ = destroy(in: library)?(handle) }

    enum Compute: Int32 { case float32 = 68, tf32 = 77 }
    enum Number: Int32 { case float32 = 0, bfloat16 = 14 }

    func makeDescription(_ compute: Compute) throws -> Handle {
        try made(createDescription.name) { createDescription(in: library)?($0, compute.rawValue, Number.float32.rawValue) }
    }
    func free(description: Handle) { _ = destroyDescription(in: library)?(description) }

    enum DescriptionAttribute: Int32 { case transposeA = 3, transposeB = 4, epilogue = 7, biasPointer = 8 }

    func set(description: Handle, _ attribute: DescriptionAttribute, to value: some BitwiseCopyable) throws {
        try withUnsafeBytes(of: value) { bytes in
            guard let start = bytes.baseAddress else { return }
            try check(setDescription.name, setDescription(in: library)?(description, attribute.rawValue, start, bytes.count))
        }
    }

    /// Stored by columns: `rows` numbers side by side, `pitch` from one column to the next.
    func makeLayout(_ number: Number, rows: Int, columns: Int, pitch: Int) throws -> Handle {
        try made(createLayout.name) {
            createLayout(in: library)?($0, number.rawValue, UInt64(rows), UInt64(columns), Int64(pitch))
        }
    }
    func free(layout: Handle) { _ = destroyLayout(in: library)?(layout) }

    enum LayoutAttribute: Int32 { case batchCount = 5, batchStride = 6 }

    func set(layout: Handle, _ attribute: LayoutAttribute, to value: some BitwiseCopyable) throws {
        try withUnsafeBytes(of: value) { bytes in
            guard let start = bytes.baseAddress else { return }
            try check(setLayout.name, setLayout(in: library)?(layout, attribute.rawValue, start, bytes.count))
        }
    }

    func makePreference() throws -> Handle { try made(createPreference.name) { createPreference(in: library)?($0) } }
    func free(preference: Handle) { _ = destroyPreference(in: library)?(preference) }

    enum PreferenceAttribute: Int32 {
        case workspaceBytes = 1, reductionSchemes = 3, alignmentA = 5, alignmentB = 6, alignmentC = 7, alignmentD = 8
    }

    func set(preference: Handle, _ attribute: PreferenceAttribute, to value: some BitwiseCopyable) throws {
        try withUnsafeBytes(of: value) { bytes in
            guard let start = bytes.baseAddress else { return }
            try check(setPreference.name, setPreference(in: library)?(preference, attribute.rawValue, start, bytes.count))
        }
    }

    /// How a product is computed: the library's own 64 bytes, and the bytes of workspace that it needs.
    struct Algorithm {
        let bytes: [UInt8]
        let workspace: Int
        static let size = 64
    }

    /// The library's first choice.
    ///
    /// - Parameter layouts: of A, B and C.
    func algorithm(_ handle: Handle, _ description: Handle, _ layouts: [Handle], _ preference: Handle) throws -> Algorithm {
        // cublasLtMatmulHeuristicResult_t: algorithm (64 bytes), workspace (8), state (4), waves (4), four reserved numbers
        var result = [UInt64](repeating: 0, count: 12)
        var found: Int32 = 0
        return try result.withUnsafeMutableBytes { raw in
            guard let start = raw.baseAddress else { throw DriverError(call: heuristic.name, code: -14, name: "no room") }
            try check(
                heuristic.name,
                heuristic(in: library)?(
                    handle, description, layouts[0], layouts[1], layouts[2], layouts[2], preference, 1, start, &found))
            let state = raw.load(fromByteOffset: 72, as: Int32.self)
            // 15: nothing for such a product
            try check(heuristic.name, found < 1 ? 15 : state)
            return Algorithm(
                bytes: Array(raw.prefix(Algorithm.size)), workspace: raw.load(fromByteOffset: 64, as: Int.self))
        }
    }

    /// D = alpha · A B + beta · C, C and D one place.
    func multiply(
        _ handle: Handle, _ description: Handle, _ layouts: [Handle], _ algorithm: Algorithm, a: UInt64, b: UInt64, c: UInt64,
        alpha: Float, beta: Float, workspace: UInt64, workspaceBytes: Int, _ stream: Handle
    ) throws {
        var alpha = alpha, beta = beta
        try algorithm.bytes.withUnsafeBytes { raw in
            guard let chosen = raw.baseAddress else { return }
            try check(
                matmul.name,
                matmul(in: library)?(
                    handle, description, &alpha, a, layouts[0], b, layouts[1], &beta, c, layouts[2], c, layouts[2], chosen,
                    workspace, workspaceBytes, stream))
        }
    }
}
