/// Products by cuBLASLt: one handle, one workspace, and for each shape the algorithm that was chosen first. With one stream
/// those are the conditions under which the library promises the same bits each time.
///
/// Not thread-safe.
final class ProductPlans {
    private let lt: LtTable
    private let handle: LtTable.Handle
    private let workspace: UInt64
    private var plans: [Shape: Plan] = [:]
    private let cache: FileCache?
    /// In front of the keys of algorithms that are kept from run to run: they belong to a device and a version.
    private let origin: String

    /// What the library would choose by free memory otherwise.
    static let workspaceBytes = 64 << 20

    /// - Throws: `DriverError`.
    init(_ lt: LtTable, workspace: UInt64, cache: FileCache?, origin: String) throws {
        self.lt = lt
        self.workspace = workspace
        self.cache = cache
        self.origin = origin
        handle = try lt.makeHandle()
    }

    deinit { lt.free(handle: handle) }

    /// All that an algorithm may depend on.
    private struct Shape: Hashable {
        let m, n, k, aPitch, bPitch, cPitch, batch, aStride, bStride, cStride: Int
        let aTransposed, bTransposed, bias: Bool
        let compute: ProductRequest.Compute
        let aAlignment, bAlignment, cAlignment: UInt32

        init(_ p: ProductRequest) {
            (m, n, k, aPitch, bPitch, cPitch) = (p.m, p.n, p.k, p.aPitch, p.bPitch, p.cPitch)
            (aTransposed, bTransposed, bias, compute) = (p.aTransposed, p.bTransposed, p.bias != nil, p.compute)
            batch = p.batch
            (aStride, bStride, cStride) = p.batch > 1 ? (p.aStride, p.bStride, p.cStride) : (0, 0, 0)
            // Where the bytes lie must not decide which algorithm it is: 16 and less are told apart, and no more.
            aAlignment = Shape.alignment(p.a)
            bAlignment = Shape.alignment(p.b)
            cAlignment = Shape.alignment(p.c)
        }

        private static func alignment(_ place: DevicePointer) -> UInt32 {
            UInt32(1) << UInt32(min(4, place.address.trailingZeroBitCount))
        }

        /// In words, for a key.
        var text: String {
            "\(m) \(n) \(k) a \(aPitch) \(aTransposed) \(aStride) \(aAlignment) b \(bPitch) \(bTransposed) \(bStride) \(bAlignment) "
                + "c \(cPitch) \(cStride) \(cAlignment) batch \(batch) bias \(bias) \(compute)"
        }
    }

    /// What the library is told of a product, given back when nobody holds it.
    private final class Plan {
        private let lt: LtTable
        let description: LtTable.Handle
        private(set) var layouts: [LtTable.Handle] = []
        var algorithm: LtTable.Algorithm?

        init(_ lt: LtTable, _ compute: LtTable.Compute) throws {
            self.lt = lt
            description = try lt.makeDescription(compute)
        }

        deinit {
            lt.free(description: description)
            for layout in layouts { lt.free(layout: layout) }
        }

        /// The next operand: A, B, then C, as the library stores and calls them.
        func add(_ number: LtTable.Number, rows: Int, columns: Int, _ pitch: Int, _ batch: Int, _ stride: Int) throws {
            let layout = try lt.makeLayout(number, rows: rows, columns: columns, pitch: pitch)
            layouts.append(layout)
            if batch > 1 {
                try lt.set(layout: layout, .batchCount, to: Int32(batch))
                try lt.set(layout: layout, .batchStride, to: Int64(stride))
            }
        }
    }

    /// Puts a product into the stream. Its sides and its batch are at least 1.
    ///
    /// - Throws: `DriverError`.
    func run(_ p: ProductRequest, _ stream: LtTable.Handle) throws {
        let shape = Shape(p)
        let plan = try plans[shape] ?? make(shape, p)
        plans[shape] = plan
        guard let algorithm = plan.algorithm else { return }
        if let bias = p.bias { try lt.set(description: plan.description, .biasPointer, to: bias.address) }
        // Rows here are columns there: Cᵀ = op(B)ᵀ op(A)ᵀ, so B goes first.
        try lt.multiply(
            handle, plan.description, plan.layouts, algorithm, a: p.b.address, b: p.a.address, c: p.c.address,
            alpha: p.alpha, beta: p.beta, workspace: workspace, workspaceBytes: ProductPlans.workspaceBytes, stream)
    }

    private func make(_ shape: Shape, _ p: ProductRequest) throws -> Plan {
        if p.compute == .tf32 {
            do {
                return try make(shape, p, .tf32)
            } catch let error as DriverError where error.isUnsupportedProduct {
                // Not every alignment has a form for TF32. Float32 is slower and closer.
            }
        }
        return try make(shape, p, .float32)
    }

    private func make(_ shape: Shape, _ p: ProductRequest, _ compute: LtTable.Compute) throws -> Plan {
        let plan = try Plan(lt, compute)
        // What is stored by rows is its own transpose when read by columns.
        try lt.set(description: plan.description, .transposeA, to: Int32(p.bTransposed ? 1 : 0))
        try lt.set(description: plan.description, .transposeB, to: Int32(p.aTransposed ? 1 : 0))
        if let bias = p.bias {
            // BIAS: one number for each row of the result there, which is a column here.
            try lt.set(description: plan.description, .epilogue, to: Int32(4))
            try lt.set(description: plan.description, .biasPointer, to: bias.address)
        }
        let number: LtTable.Number = p.aType == .bfloat16 ? .bfloat16 : .float32
        try plan.add(
            number, rows: p.bTransposed ? p.k : p.n, columns: p.bTransposed ? p.n : p.k, p.bPitch, p.batch, p.bStride)
        try plan.add(
            number, rows: p.aTransposed ? p.m : p.k, columns: p.aTransposed ? p.k : p.m, p.aPitch, p.batch, p.aStride)
        try plan.add(.float32, rows: p.n, columns: p.m, p.cPitch, p.batch, p.cStride)
        plan.algorithm = try algorithm(shape, compute, plan)
        return plan
    }

    /// The one that an earlier run was given for this shape, else the library's first choice.
    private func algorithm(_ shape: Shape, _ compute: LtTable.Compute, _ plan: Plan) throws -> LtTable.Algorithm {
        let key = "\(origin)\n\(shape.text) as \(compute)", size = LtTable.Algorithm.size
        if let kept = cache?.read(name: "product", key: key, ending: "algorithm"), kept.count == size + 8 {
            let workspace = kept.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            if workspace <= UInt64(ProductPlans.workspaceBytes) {
                return LtTable.Algorithm(bytes: Array(kept.prefix(size)), workspace: Int(workspace))
            }
        }
        let preference = try lt.makePreference()
        defer { lt.free(preference: preference) }
        try lt.set(preference: preference, .workspaceBytes, to: UInt64(ProductPlans.workspaceBytes))
        // None: a sum that is split over blocks would be put together in another order each time.
        try lt.set(preference: preference, .reductionSchemes, to: UInt32(0))
        try lt.set(preference: preference, .alignmentA, to: shape.bAlignment)
        try lt.set(preference: preference, .alignmentB, to: shape.aAlignment)
        try lt.set(preference: preference, .alignmentC, to: shape.cAlignment)
        try lt.set(preference: preference, .alignmentD, to: shape.cAlignment)
        let chosen = try lt.algorithm(handle, plan.description, plan.layouts, preference)
        let workspace = (0..<8).map { UInt8(truncatingIfNeeded: chosen.workspace >> (8 * $0)) }
        cache?.write(chosen.bytes + workspace, name: "product", key: key, ending: "algorithm")
        return chosen
    }
}
