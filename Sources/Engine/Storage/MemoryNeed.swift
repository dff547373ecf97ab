import Failures

/// What a piece of work will take of memory, by parts, so that it is refused before it begins where that is not there.
/// Bytes are doubles: no product of sizes overflows.
public struct MemoryNeed: Sendable {
    /// For messages: "weights, gradients and moments", bytes.
    public private(set) var parts: [(what: String, bytes: Double)] = []

    public init() {}

    /// So many matrices of float32.
    public mutating func add(_ what: String, rows: Int, columns: Int, matrices: Double = 1) {
        add(what, bytes: 4 * matrices * Double(rows) * Double(columns))
    }

    public mutating func add(_ what: String, bytes: Double) {
        if let at = parts.firstIndex(where: { $0.what == what }) {
            parts[at].bytes += bytes
        } else {
            parts.append((what, bytes))
        }
    }

    /// Both at once.
    public mutating func add(_ other: MemoryNeed, times: Int = 1) {
        for part in other.parts { add(part.what, bytes: part.bytes * Double(times)) }
    }

    public var bytes: Double { parts.reduce(0) { $0 + $1.bytes } }

    /// - Parameter remedy: what takes less.
    /// - Throws: `Failure(.failed)` with both figures and the largest parts where less can be had.
    public func require(for work: String, remedy: String, available: AvailableMemory = .now) throws {
        guard bytes > available.bytes else { return }
        let largest = parts.sorted { $0.bytes > $1.bytes }.prefix(2)
            .map { "\(MemoryNeed.shown($0.bytes)) for \($0.what)" }.joined(separator: ", ")
        throw Failure(
            .failed,
            "\(work) needs about \(MemoryNeed.shown(bytes)) of memory (\(largest)), and "
                + "\(MemoryNeed.shown(available.bytes)) can be had (\(available.bound))", remedy: remedy)
    }

    /// "1.4 GB", "300 MB".
    public static func shown(_ bytes: Double) -> String {
        guard bytes.isFinite else { return "any amount" }
        for (unit, size) in [("EB", 1e18), ("PB", 1e15), ("TB", 1e12), ("GB", 1e9)] where bytes >= 0.95 * size {
            let tenths = (bytes / size * 10).rounded() / 10
            return "\(tenths) \(unit)"
        }
        return "\(Int(bounded: (bytes / 1e6).rounded(.up))) MB"
    }
}
