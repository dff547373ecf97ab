package import Failures
import Dispatch
import Files
package import Foundation
import Synchronization

/// A record that stands on one line of a file of many.
package protocol LineRecord: Decodable, Sendable {
    /// Whether its counts can be; `Finite` figures are looked at while they are decoded.
    var isPossible: Bool { get }
}

/// Reads files with a record a line (`events.jsonl`, `latents.jsonl`), which may have gigabytes: a batch of lines is
/// decoded on all processors, and no more than a batch is in memory.
package enum RecordLines {
    private static let mostLines = 1024, mostBytes = 8 << 20, chunk = 32

    /// Gives each line's record in the file's order; nil for a line that is none. Empty lines are passed over.
    ///
    /// - Parameter onRead: is given the file's bytes, as `LineFile` says.
    ///
    /// Throws as `InputFile` does.
    package static func read<Record: LineRecord>(
        _ type: Record.Type, at path: String, onRead: (([UInt8]) -> Void)? = nil, _ each: (Record?) -> Void
    ) throws(Failure) {
        var file = try LineFile(path, onRead: onRead)
        var batch: [Data] = [], bytes = 0
        func flush() {
            for record in decoded(type, batch) { each(record) }
            (batch, bytes) = ([], 0)
        }
        while let line = try file.next() {
            switch line {
            case .tooLong:
                flush()
                each(nil)
            case .bytes(let data):
                guard data.contains(where: { $0 > 0x20 }) else { continue }
                batch.append(data)
                bytes += data.count
                if batch.count == mostLines || bytes > mostBytes { flush() }
            }
        }
        flush()
    }

    private static func decoded<Record: LineRecord>(_ type: Record.Type, _ lines: [Data]) -> [Record?] {
        let chunks = (lines.count + chunk - 1) / chunk
        let found = Mutex<[Int: [Record?]]>([:])
        DispatchQueue.concurrentPerform(iterations: chunks) { index in
            let records = lines[index * chunk..<min(lines.count, (index + 1) * chunk)].map { record(type, $0) }
            found.withLock { $0[index] = records }
        }
        let parts = found.withLock { $0 }
        return (0..<chunks).flatMap { parts[$0] ?? [] }
    }

    /// A line's record; nil where it is none.
    package static func record<Record: LineRecord>(_ type: Record.Type, _ line: Data) -> Record? {
        LooseJSON.read(type, line, telling: [.refusesImpossible: true]).flatMap { $0.isPossible ? $0 : nil }
    }
}
