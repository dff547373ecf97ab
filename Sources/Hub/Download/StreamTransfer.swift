import Failures
import Files

/// Fetches what is missing of a file in one stream, and goes on where it breaks.
struct StreamTransfer {
    let source: FileSource
    let partial: PartialBlob
    let meter: ProgressMeter

    /// Throws `Failure`, `HTTPBreak`, `HTTPStopped`; what has come stays in the partial file.
    func run() throws {
        var attempts = Attempts(source)
        var hops = 0
        while true {
            if let size = source.size, partial.count == size { return }
            let before = partial.count
            let address = source.current
            do {
                let response = try exchange()
                if response.isSuccess {
                    guard let size = source.size, partial.count < size else { return }
                    throw HTTPBreak("the answer ends after \(partial.count) of \(size) bytes", isPassing: true)
                } else if let location = response.redirect, hops < 10 {
                    hops += 1
                    try source.follow(location, from: address)
                } else if response.status == 416 {
                    if try isWhole(response) { return }
                    try restart()
                    try attempts.next(
                        gained: 0, at: address, response,
                        otherwise: Failure(.badData, "the server has no such bytes of the file", at: source.subject.name))
                } else {
                    try attempts.refused(response, gained: partial.count - before, at: address)
                }
            } catch let error as HTTPBreak {
                guard error.isPassing else { throw error }
                try attempts.next(gained: partial.count - before, at: address, otherwise: error)
            }
        }
    }

    private func exchange() throws -> HTTPResponse {
        let start = partial.count
        let request = source.request(from: start)
        return try source.client.http.perform(request, while: { true }) { head in
            switch head.status {
            case 206: try requireContinuation(head, start)
            case 200:
                // The whole again: the server knows no ranges.
                if start > 0 { try restart() }
                if let length = head["content-length"].flatMap({ Int($0) }), let size = source.size, length != size {
                    throw HTTPBreak("the server has \(length) bytes of a file of \(size)", isPassing: true)
                }
            default:
                if head.isSuccess { throw HTTPBreak("the answer has the status \(head.status)", isPassing: true) }
            }
        } onBytes: { bytes in
            if let size = source.size, bytes.count > size - partial.count {
                try restart()
                throw HTTPBreak("more bytes come than the file's \(size)", isPassing: true)
            }
            try partial.append(bytes)
            meter.add(bytes.count)
        }
    }

    private func requireContinuation(_ head: HTTPResponse, _ start: Int) throws {
        guard let range = ContentRange(head["content-range"]), range.first == start,
            source.size == nil || range.total == nil || range.total == source.size
        else {
            try restart()
            throw HTTPBreak("the server sends other bytes than those asked for", isPassing: true)
        }
    }

    /// Whether 416 means that nothing is missing.
    private func isWhole(_ response: HTTPResponse) throws -> Bool {
        guard let total = ContentRange(response["content-range"])?.total else { return source.size == partial.count }
        return total == partial.count && (source.size ?? total) == total
    }

    private func restart() throws {
        try partial.reset()
        meter.set(0)
    }
}
