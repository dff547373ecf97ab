/// A mark for each of F latents, or rows: which fired, which have a gradient, which are dead. `[F]`
///
/// The engine owns them, as it owns matrices: who marks and who reads are operations.
public final class LatentMarks {
    /// F.
    public let count: Int
    let storage: Storage
    /// The host's marks, for writing.
    var base: UnsafeMutablePointer<Bool> { storage.forWriting.assumingMemoryBound(to: Bool.self) }
    /// The host's marks, for reading.
    var reading: UnsafePointer<Bool> { UnsafePointer(storage.forReading.assumingMemoryBound(to: Bool.self)) }

    /// None is marked.
    public init(latents: Int) {
        precondition(latents >= 0, "marks for \(latents) latents")
        count = latents
        storage = Storage(bytes: latents)
    }

    /// For set-up and tests.
    public convenience init(_ marks: [Bool]) {
        self.init(latents: marks.count)
        let base = self.base
        for (i, isMarked) in marks.enumerated() { base[i] = isMarked }
    }

    /// None is marked from here on.
    public func clear() { fill(false) }

    /// All are.
    public func markAll() { fill(true) }

    /// Where operations use them: marks that a device works on are set there, and nothing is copied.
    private func fill(_ isMarked: Bool) {
        if let device = storage.device { return device.fill(self, isMarked) }
        base.update(repeating: isMarked, count: count)
    }

    /// A copy.
    public func toArray() -> [Bool] { Array(UnsafeBufferPointer(start: reading, count: count)) }
}

extension ComputeEngine {
    /// How many are marked.
    public func count(_ marks: LatentMarks) -> Int {
        if let device { return device.count(marks) }
        var total = 0
        for i in 0..<marks.count where marks.reading[i] { total += 1 }
        return total
    }

    /// The marked ones, ascending.
    public func indices(of marks: LatentMarks) -> [Int32] {
        // A byte each comes back in one copy, as a list made on a device would in two.
        let marked = marks.reading
        return (0..<marks.count).filter { marked[$0] }.map { Int32($0) }
    }

    /// Marks in `out` what `other` marks; the others stay as they are.
    public func mark(_ other: LatentMarks, in out: LatentMarks) {
        precondition(other.count == out.count, "\(other.count) marks into \(out.count)")
        if let device { return device.mark("mark_or", other, in: out) }
        for i in 0..<out.count where other.reading[i] { out.base[i] = true }
    }

    /// Takes from `out` the marks that `other` has.
    public func unmark(_ other: LatentMarks, in out: LatentMarks) {
        precondition(other.count == out.count, "\(other.count) marks from \(out.count)")
        if let device { return device.mark("mark_and_not", other, in: out) }
        for i in 0..<out.count where other.reading[i] { out.base[i] = false }
    }

    /// Sets `out` to `value` where `marks` has a mark: when something was last seen, say. `out [1, F]`
    public func stamp(_ value: Int32, where marks: LatentMarks, in out: IndexMatrix) {
        precondition(marks.count == out.count, "\(marks.count) marks over \(out.count) numbers")
        if let device { return device.stamp(value, where: marks, in: out) }
        let target = out.base, marked = marks.reading
        for i in 0..<marks.count where marked[i] { target[i] = value }
    }

    /// Marks these ones besides.
    public func mark(_ indices: [Int32], in out: LatentMarks) {
        requireRows(indices, below: out.count, "a mark")
        if let device { return device.mark(indices, in: out) }
        for i in indices { out.base[Int(i)] = true }
    }
}
