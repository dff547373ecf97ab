import Dispatch
import Files
import Foundation
import Records
import Synchronization

/// Reads `latents.jsonl`: some hundred megabytes for a large SAE, so a batch of lines is decoded on all processors
/// while no more than a batch of records is in memory.
enum LatentLines {
    private static let batch = 1024, chunk = 32

    /// Gives each line's record in the file's order; nil for a line that is none. Empty lines are passed over.
    static func read(_ data: Data, _ each: (LatentRecord?) -> Void) {
        var lines: [Range<Data.Index>] = []
        var start = data.startIndex
        while start < data.endIndex {
            let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) ?? data.endIndex
            if data[start..<end].contains(where: { $0 > 0x20 }) { lines.append(start..<end) }
            start = end < data.endIndex ? data.index(after: end) : end
        }
        for first in stride(from: 0, to: lines.count, by: batch) {
            for record in decoded(data, Array(lines[first..<min(lines.count, first + batch)])) { each(record) }
        }
    }

    private static func decoded(_ data: Data, _ lines: [Range<Data.Index>]) -> [LatentRecord?] {
        let chunks = (lines.count + chunk - 1) / chunk
        let found = Mutex<[Int: [LatentRecord?]]>([:])
        DispatchQueue.concurrentPerform(iterations: chunks) { index in
            let records = lines[index * chunk..<min(lines.count, (index + 1) * chunk)].map { line in
                LooseJSON.read(LatentRecord.self, data.subdata(in: line))
            }
            found.withLock { $0[index] = records }
        }
        let parts = found.withLock { $0 }
        return (0..<chunks).flatMap { parts[$0] ?? [] }
    }
}
