import CUDA

/// A search for the pairs that fire together: where its lists lie, and the launches that fill them. Within one operation.
final class PairSearch {
    private let device: Device
    private let latents: Int
    private let bins: Int
    /// Columns that one block has sums of, and how many such segments the latents are.
    private let segment: Int
    private let segments: Int
    /// The kernel's arguments before its bounds.
    private let operands: [KernelArgument]
    private let limit: Float
    /// A list's length, its place as it is staged, and at the end: `[F, segments]`. Then how many are staged, and bins.
    private let found: DevicePointer
    private let places: DevicePointer
    private let finals: DevicePointer
    private let staged: DevicePointer
    private let counts: DevicePointer
    private var room = 0
    private var lists: [DevicePointer] = []

    init(
        _ device: Device, _ latents: SparseLatents, _ order: ColumnOrder, _ coefficient: PairCoefficient, _ scales: Matrix,
        _ limit: Float, bins: Int, mostColumns: Int
    ) {
        self.device = device
        self.latents = latents.columns
        self.bins = bins
        self.limit = limit
        (segment, segments) = PairSearch.segments(
            latents.columns, most: mostColumns, sharedMemory: device.gpu.facts.sharedMemoryPerBlock)
        operands =
            [order.starts.read(device), order.tokens.read(device), order.positions.read(device)]
            + latents.arguments(device) + [scales.read(device), .flag(coefficient == .containment)]
        let numbers = latents.columns * segments * 4
        let parts = device.scratch(PairSlot.counts, parts: [numbers, numbers, numbers, 4, max(1, bins) * 4])
        (found, places, finals, staged, counts) = (parts[0], parts[1], parts[2], parts[3], parts[4])
        if bins > 0 { device.zero(counts, bytes: bins * 4) }
    }

    /// As few segments as shared memory allows, and those alike: 4 bytes a column, one for 64 of them, and the kernel's own.
    static func segments(_ latents: Int, most: Int, sharedMemory: Int) -> (columns: Int, count: Int) {
        let most = max(64, min(most, (sharedMemory - 800) * 64 / 257 / 64 * 64))
        let count = max(1, (latents + most - 1) / most), each = (latents + count - 1) / count
        return (max(64, (each + 63) / 64 * 64), count)
    }

    /// Begins a pass that has room for so many pairs.
    func begin(room: Int) {
        self.room = room
        lists = device.scratch(PairSlot.staged, parts: [room * 4, room * 4])
        device.zero(staged, bytes: 4)
    }

    /// Stages the pairs of some first latents; what has no room is counted.
    func find(_ range: Range<Int>, counting: Bool = true) {
        let left = (latents - range.lowerBound + (range.lowerBound == 0 ? 0 : 63) + 63) / 64 * 64
        let width = min(segment, left)
        device.gpu.launch(
            "find_pairs", grid: (range.count, segments, 1), threads: 128, shared: 4 * width + width / 64,
            operands + [.float(limit), .null, .size(range.lowerBound), .size(latents), .size(segment)]
                + [.pointer(found), .pointer(places), .pointer(staged), .pointer(lists[0]), .pointer(lists[1])]
                + [.unsigned(UInt32(room)), bins > 0 && counting ? .pointer(counts) : .null, .size(bins)])
    }

    /// What was counted since it was last asked: 32 bits hold what a quarter of the latents finds. Waits.
    func takeCounts() -> [Int] {
        let numbers: [UInt32] = device.numbers(counts, bins)
        device.zero(counts, bytes: bins * 4)
        return numbers.map { Int($0) }
    }

    /// Each latent's start, whether or not all had room.
    func close(_ starts: DevicePointer) {
        device.launch(
            "pair_starts", grid: 1, .pointer(found), .size(latents), .size(segments), .pointer(starts), .pointer(finals))
    }

    /// Brings the lists into order; all had room, and `pairs` has it.
    func collect(into pairs: LatentPairs) {
        if pairs.count == 0 { return }
        let number = latents * segments
        device.launch(
            "collect_pairs", grid: (number + 7) / 8, .pointer(found), .pointer(places), .pointer(finals), .size(number),
            .pointer(lists[0]), .pointer(lists[1]), pairs.partners.overwrite(device), pairs.coefficients.overwrite(device))
    }
}
