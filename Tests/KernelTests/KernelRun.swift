import DeviceFakes
import Testing

/// Memory that a kernel gets, as a device has it: aligned to 256 bytes, with NaN bytes before and behind it that must be
/// there afterwards. What a kernel reads beyond its array is NaN, too.
final class DeviceArray<T: BitwiseCopyable> {
    private let memory: UnsafeMutableRawPointer
    private let count: Int
    private let offset: Int
    private static var margin: Int { 256 }

    /// - Parameter misaligned: begins one element off the alignment, for the plain paths of kernels.
    init(_ values: [T], misaligned: Bool = false) {
        count = values.count
        offset = DeviceArray.margin + (misaligned ? MemoryLayout<T>.stride : 0)
        let bytes = DeviceArray.margin * 3 + MemoryLayout<T>.stride * count
        memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 256)
        memory.initializeMemory(as: UInt8.self, repeating: 0xFF, count: bytes)
        values.withUnsafeBytes { source in
            if let base = source.baseAddress { (memory + offset).copyMemory(from: base, byteCount: source.count) }
        }
    }

    deinit { memory.deallocate() }

    var address: UInt64 { UInt64(UInt(bitPattern: memory + offset)) }

    /// As it is now.
    var values: [T] {
        let base = memory + offset
        return (0..<count).map { base.load(fromByteOffset: $0 * MemoryLayout<T>.stride, as: T.self) }
    }

    /// Nothing was written before or behind it.
    var isWhole: Bool {
        let end = offset + MemoryLayout<T>.stride * count
        let all = DeviceArray.margin * 3 + MemoryLayout<T>.stride * count
        return (0..<offset).allSatisfy { memory.load(fromByteOffset: $0, as: UInt8.self) == 0xFF }
            && (end..<all).allSatisfy { memory.load(fromByteOffset: $0, as: UInt8.self) == 0xFF }
    }
}

/// One argument of a kernel: its kind, as `emulation_argument_types` has it, and its 8 bytes.
struct Slot {
    let kind: Character
    let bits: UInt64
    /// Whether the array behind a pointer was kept to.
    var isWhole: () -> Bool = { true }

    static func array(_ array: DeviceArray<some BitwiseCopyable>) -> Slot {
        Slot(kind: "p", bits: array.address) { array.isWhole }
    }
    static var null: Slot { Slot(kind: "p", bits: 0) }
    static func int(_ value: Int) -> Slot { Slot(kind: "i", bits: UInt64(UInt32(bitPattern: Int32(value)))) }
    static func unsigned(_ value: UInt32) -> Slot { Slot(kind: "u", bits: UInt64(value)) }
    static func float(_ value: Float) -> Slot { Slot(kind: "f", bits: UInt64(value.bitPattern)) }
}

/// Runs a kernel and requires that it ended, that its arguments have the kinds it declares, and that it kept to its arrays.
func run(
    _ kernel: String, grid: (Int, Int, Int) = (1, 1, 1), threads: Int = 256, shared: Int = 0, _ slots: [Slot],
    at location: SourceLocation = #_sourceLocation
) {
    let kinds = emulation_argument_types(kernel).map { String(cString: $0) } ?? "none"
    #expect(kinds == String(slots.map(\.kind)), "\(kernel) takes \(kinds)", sourceLocation: location)
    guard kinds == String(slots.map(\.kind)) else { return }
    let failure = emulation_launch(
        kernel, UInt32(grid.0), UInt32(grid.1), UInt32(grid.2), UInt32(threads), UInt32(shared), slots.map(\.bits))
    let message = String(cString: emulation_message())
    #expect(failure == 0, "\(message)", sourceLocation: location)
    for (at, slot) in slots.enumerated() {
        #expect(slot.isWhole(), "\(kernel) wrote outside argument \(at)", sourceLocation: location)
    }
}

/// What `body` gives, run with threads and blocks forwards, backwards, shuffled, and warp by warp: the same bits each time.
@discardableResult
func inAllOrders<T: BitwiseCopyable>(at location: SourceLocation = #_sourceLocation, _ body: () -> [T]) -> [T] {
    var first: [T] = []
    for order in [emulation_forwards, emulation_backwards, emulation_shuffled, emulation_warp_by_warp] {
        emulation_set_order(Int32(order.rawValue))
        let now = body()
        if order == emulation_forwards { first = now }
        let isSame = first.withUnsafeBytes { a in now.withUnsafeBytes { b in a.elementsEqual(b) } }
        #expect(isSame, "other bits in order \(order.rawValue)", sourceLocation: location)
    }
    emulation_set_order(Int32(emulation_forwards.rawValue))
    return first
}

/// Numbers that look random, the same each time: `count` in [-1, 1).
func numbers(_ count: Int, seed: UInt64 = 1) -> [Float] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Float(Int32(truncatingIfNeeded: state >> 20)) * 0x1p-31
    }
}

/// The sizes that find most mistakes.
let awkwardSizes = [1, 31, 32, 33, 257]

/// Every element within `relative` of the largest expected one; NaN where NaN is expected.
func expectClose(
    _ got: [Float], _ wanted: [Double], within relative: Double, at location: SourceLocation = #_sourceLocation
) {
    #expect(got.count == wanted.count, sourceLocation: location)
    let size = wanted.filter(\.isFinite).map(abs).max() ?? 0
    for (i, (g, w)) in zip(got, wanted).enumerated() {
        if Double(g) == w || (g.isNaN && w.isNaN) { continue }
        guard abs(Double(g) - w) <= relative * size else {
            #expect(Double(g) == w, "element \(i), largest \(size)", sourceLocation: location)
            return
        }
    }
}

/// The same bits, except that any NaN equals any other.
func expectSame(_ got: [Float], _ wanted: [Float], at location: SourceLocation = #_sourceLocation) {
    #expect(got.count == wanted.count, sourceLocation: location)
    for (i, (g, w)) in zip(got, wanted).enumerated() where g.bitPattern != w.bitPattern && !(g.isNaN && w.isNaN) {
        #expect(g == w, "element \(i): \(g.bitPattern) instead of \(w.bitPattern)", sourceLocation: location)
        return
    }
}
