import CUDA

/// Twins of the selections that test each place by itself. One pass marks the places of each row and counts them, the counts are
/// scanned to where rows begin, and one wait tells how many entries there are; then they are written.
extension Device {
    /// Scratch spaces of selections and of column order.
    enum SelectionSlot {
        static let bits = 0, counts = 1, entries = 2, state = 3
    }

    /// What a place has to meet (selection.cu).
    enum SelectionRule: Int32 {
        case above = 0
        case window = 1
        case shortfall = 2
    }

    /// Whether the kernels can number these entries: a row's count is scanned in 32 bits with 4,096 others.
    func selects(_ z: Matrix) -> Bool { z.columns < Device.mostCounted && z.count <= Int(Int32.max) }
    static let mostCounted = 1 << 19

    /// A selection from z by rule, in all columns or in the listed. Returns how many entries there are; where that is more than
    /// `maximum` the latents have no rows. Waits.
    @discardableResult
    func select(
        _ rule: SelectionRule, from z: Matrix, limits: Matrix?, width: Float = 0, among columns: [Int32]? = nil,
        atMost maximum: Int = .max, into latents: SparseLatents
    ) -> Int {
        operation("select") {
            let input = z.read(self), bounds = limits?.read(self) ?? .null
            let listed = columns.map { list($0[...], 0) } ?? .null
            let pass = SelectionPass(
                z: input, list: listed, rows: z.rows, columns: z.columns, count: columns?.count ?? z.columns, self)
            mark(pass, rule, limits: bounds, factors: .null, limit: 0, width: width)
            let count = close(latents, pass)
            if count > maximum {
                empty(latents, rows: 0)
                return count
            }
            fill(latents, pass, limits: rule == .shortfall ? bounds : .null)
            return count
        }
    }

    /// The first pass: bits and counts of each row.
    func mark(
        _ pass: SelectionPass, _ rule: SelectionRule, limits: KernelArgument, factors: KernelArgument, limit: Float,
        width: Float = 0
    ) {
        launch(
            "select_bits", grid: pass.rows, pass.z, limits, factors, pass.list, .int(rule.rawValue), .float(limit),
            .float(width), .size(pass.rows), .size(pass.columns), .size(pass.count), pass.bits, pass.counts)
    }

    /// Turns counts into where each begins: int64 `[n + 1]`.
    func scan(_ counts: KernelArgument, _ n: Int, into starts: DevicePointer) {
        launch("scan_counts", grid: 1, threads: 1024, counts, .size(n), .pointer(starts))
    }

    /// Gives latents the rows that a first pass has counted, and room for their entries. Returns how many. Waits.
    func close(_ latents: SparseLatents, _ pass: SelectionPass) -> Int {
        latents.beginOnDevice(rows: pass.rows)
        let starts = latents.rowStarts.storage.place(on: self, .overwrite)
        scan(pass.counts, pass.rows, into: starts)
        let count: Int = value(starts.advanced(by: pass.rows * 8))
        latents.closeOnDevice(count: count)
        return count
    }

    /// The second pass: the entries, where rows begin by now.
    func fill(_ latents: SparseLatents, _ pass: SelectionPass, limits: KernelArgument) {
        let count = latents.count
        if count == 0 { return }
        launch(
            "select_fill", grid: pass.rows, pass.z, limits, .null, pass.list, .size(pass.rows), .size(pass.columns),
            .size(pass.count), pass.bits, latents.rowStarts.read(self), .size(count), latents.indices.overwrite(self),
            latents.values.overwrite(self), .null)
    }

    /// Rows without entries.
    func empty(_ latents: SparseLatents, rows: Int) {
        latents.beginOnDevice(rows: rows)
        zero(latents.rowStarts.storage.place(on: self, .overwrite), bytes: (rows + 1) * 8)
        latents.closeOnDevice(count: 0)
    }
}

/// What the passes of one selection share: z, the places looked at, and their marks in scratch space.
struct SelectionPass {
    let z: KernelArgument
    let list: KernelArgument
    let rows: Int
    let columns: Int
    /// Places: all columns, or those of the list.
    let count: Int
    let bits: KernelArgument
    let counts: KernelArgument

    init(z: KernelArgument, list: KernelArgument, rows: Int, columns: Int, count: Int, _ device: Device) {
        self.z = z
        self.list = list
        self.rows = rows
        self.columns = columns
        self.count = count
        bits = .pointer(device.scratch(Device.SelectionSlot.bits, bytes: rows * ((count + 31) / 32) * 4))
        counts = .pointer(device.scratch(Device.SelectionSlot.counts, bytes: rows * 4))
    }
}
