import Failures
import Foundation

/// Fetches what is missing of a large file in ranges, several at once: one connection of a content network is slower than
/// most lines are.
struct RangeTransfer: Sendable {
    let source: FileSource
    let size: Int
    let meter: ProgressMeter
    let settings: TransferSettings

    /// The server answers a range with the whole file.
    struct NoRanges: Error {}

    /// Throws `NoRanges`, `Failure`, `HTTPBreak`, `HTTPStopped`; the beginning that has come stays in the partial file.
    func run(into partial: PartialBlob) throws {
        let queue = RangeQueue(partial, size: size, step: settings.rangeBytes, threads: settings.ranges)
        for _ in 0..<settings.ranges {
            let thread = Thread {
                work(queue)
                queue.leave()
            }
            thread.stackSize = 1 << 20
            thread.start()
        }
        try queue.wait()
    }

    private func work(_ queue: RangeQueue) {
        while let range = queue.take() {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(range.count)
            do {
                try fetch(range, into: &bytes, queue)
                queue.put(bytes, of: range)
            } catch {
                queue.fail(error)
                // A beginning of the range may be the next that is missing.
                queue.put(bytes, of: range)
            }
        }
    }

    private func fetch(_ range: Range<Int>, into bytes: inout [UInt8], _ queue: RangeQueue) throws {
        var attempts = Attempts(source)
        var hops = 0
        while bytes.count < range.count {
            let before = bytes.count
            let address = source.current
            do {
                let response = try exchange(range, &bytes, queue)
                if response.isSuccess {
                    if bytes.count < range.count { throw HTTPBreak("a range ends early", isPassing: true) }
                } else if let location = response.redirect, hops < 10 {
                    hops += 1
                    try source.follow(location, from: address)
                } else if response.status == 416 {
                    throw NoRanges()
                } else {
                    try attempts.refused(response, gained: bytes.count - before, at: address)
                }
            } catch let error as HTTPBreak {
                guard error.isPassing else { throw error }
                try attempts.next(gained: bytes.count - before, at: address, otherwise: error)
            }
        }
    }

    private func exchange(_ range: Range<Int>, _ bytes: inout [UInt8], _ queue: RangeQueue) throws -> HTTPResponse {
        let start = range.lowerBound + bytes.count
        let request = source.request(from: start, to: range.upperBound - 1)
        return try source.client.http.perform(request, while: { queue.goesOn }) { head in
            if head.status == 200 { throw NoRanges() }
            guard head.isSuccess else { return }
            let sent = ContentRange(head["content-range"])
            guard head.status == 206, sent?.first == start, sent?.total == nil || sent?.total == size else {
                throw HTTPBreak("the server sends other bytes than those asked for", isPassing: true)
            }
        } onBytes: { piece in
            guard piece.count <= range.count - bytes.count else {
                throw HTTPBreak("more bytes come than were asked for", isPassing: true)
            }
            bytes += piece
            meter.add(piece.count)
        }
    }
}

/// How large files are fetched, and long lists.
package struct TransferSettings: Sendable {
    package var rangeBytes = 1 << 23
    package var ranges = 4
    /// What has so many bytes to come is fetched in ranges.
    package var rangesFrom = 1 << 25
    /// A list of so many files may have been cut short by the Hub (huggingface_hub's `VERY_LARGE_REPO_THRESHOLD`): then
    /// it is asked for page by page.
    package var longestFirstList = 50_000
    /// Beyond these a list is of no use to anybody, or has no end.
    package var mostFiles = 2_000_000, mostPages = 4_000

    package init() {}
}
