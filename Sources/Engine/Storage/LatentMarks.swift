/// A mark for each of F latents, or rows: which fired, which have a gradient, which are dead. `[F]`
///
/// The engine owns them, as it owns matrices: who marks and who reads are operations.
public final class LatentMarks {
    /// F.
    public let count: Int
    let base: UnsafeMutablePointer<Bool>

    /// None is marked.
    public init(latents: Int) {
        precondition(latents >= 0, "marks for \(latents) latents")
        count = latents
        base = EngineMemory.allocate(latents)
        base.initialize(repeating: false, count: latents)
    }

    /// For set-up and tests.
    public convenience init(_ marks: [Bool]) {
        self.init(latents: marks.count)
        for (i, isMarked) in marks.enumerated() { base[i] = isMarked }
    }

    deinit { EngineMemory.free(base) }

    /// None is marked from here on.
    public func clear() { base.update(repeating: false, count: count) }

    /// All are.
    public func markAll() { base.update(repeating: true, count: count) }

    /// A copy.
    public func toArray() -> [Bool] { Array(UnsafeBufferPointer(start: base, count: count)) }
}

extension ComputeEngine {
    /// How many are marked.
    public func count(_ marks: LatentMarks) -> Int {
        var total = 0
        for i in 0..<marks.count where marks.base[i] { total += 1 }
        return total
    }

    /// The marked ones, ascending.
    public func indices(of marks: LatentMarks) -> [Int32] {
        (0..<marks.count).filter { marks.base[$0] }.map { Int32($0) }
    }

    /// Marks in `out` what `other` marks; the others stay as they are.
    public func mark(_ other: LatentMarks, in out: LatentMarks) {
        precondition(other.count == out.count, "\(other.count) marks into \(out.count)")
        for i in 0..<out.count where other.base[i] { out.base[i] = true }
    }

    /// Takes from `out` the marks that `other` has.
    public func unmark(_ other: LatentMarks, in out: LatentMarks) {
        precondition(other.count == out.count, "\(other.count) marks from \(out.count)")
        for i in 0..<out.count where other.base[i] { out.base[i] = false }
    }

    /// Marks these ones besides.
    public func mark(_ indices: [Int32], in out: LatentMarks) {
        requireRows(indices, below: out.count, "a mark")
        for i in indices { out.base[Int(i)] = true }
    }
}
