#if canImport(Glibc)
public import Files
import Glibc
#else
import Darwin
#endif

/// Told what is being done and how much of the whole is done, 0 to 1. What it throws ends the evaluation: that is how
/// a caller interrupts one.
public typealias EvaluationProgress = (_ what: String, _ fraction: Double) throws -> Void

/// What an evaluation took: seconds of wall time by part (model, encoder, probes, …), and the process' largest
/// resident memory so far.
public final class EvaluationCost {
    private var parts: [(name: String, seconds: Double)] = []
    private let start = ContinuousClock.now

    public init() {}

    /// Runs `body` and adds its time to a part.
    public func measure<R>(_ part: String, _ body: () throws -> R) rethrows -> R {
        let begun = ContinuousClock.now
        defer { add(part, seconds: (ContinuousClock.now - begun).seconds) }
        return try body()
    }

    /// Adds time that was taken elsewhere.
    public func add(_ part: String, seconds: Double) {
        if let at = parts.firstIndex(where: { $0.name == part }) {
            parts[at].seconds += seconds
        } else {
            parts.append((part, seconds))
        }
    }

    /// Seconds of one part; 0 where it did not occur.
    public func seconds(_ part: String) -> Double { parts.first { $0.name == part }?.seconds ?? 0 }

    /// Seconds since this record was made.
    public var totalSeconds: Double { (ContinuousClock.now - start).seconds }

    /// Bytes of memory that this process has had resident at most.
    public static var peakMemory: Int {
        var usage = rusage()
        #if canImport(Glibc)
            let (own, unit) = (__rusage_who_t(RUSAGE_SELF.rawValue), 1024)
        #else
            let (own, unit) = (RUSAGE_SELF, 1)
        #endif
        return getrusage(own, &usage) == 0 ? usage.ru_maxrss * unit : 0
    }

    /// For the file: units are in the keys.
    public var json: JSONTree {
        let seconds = parts.map { JSONTree.Member("\($0.name)_seconds", .number($0.seconds)) }
        return .object(
            [.init("total_seconds", .number(totalSeconds))] + seconds
                + [.init("peak_memory_bytes", .integer(EvaluationCost.peakMemory))])
    }
}

extension Duration {
    var seconds: Double {
        let (whole, rest) = components
        return Double(whole) + Double(rest) * 1e-18
    }
}
