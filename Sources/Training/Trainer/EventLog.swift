import Failures
import Files
package import Foundation
package import Records

/// `events.jsonl`: one event a line, each on the disk's side of the file as soon as it is written.
package struct EventLog {
    let file: URL

    /// Appends a line. Throws `.io`; `.failed` for a figure that JSON cannot hold.
    func append(_ event: TrainEvent) throws {
        let line = try EventLog.line(event)
        let descriptor = try opened(O_WRONLY | O_APPEND | O_CREAT)
        defer { _ = close(descriptor) }
        var rest = line[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { bytes in
                bytes.baseAddress.map { WriteCalls.current.write(descriptor, $0, bytes.count) } ?? 0
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                let failure = SystemCall.failure(written < 0 ? errno : ENOSPC, "an event cannot be written", at: file.filePath)
                throw Failure(
                    failure.kind, failure.what, at: failure.place,
                    remedy: "\(failure.remedy ?? "see to the disk"), then resume from the last checkpoint")
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Removes what a run wrote after the checkpoint it is resumed from: the events from step `step` on, and a last line
    /// that is cut off. So the file of a resumed run is that of an uninterrupted one, but for its times. A line that
    /// cannot be read is nobody's to erase: it stays.
    ///
    /// - Returns: what a person should know, in sentences: that the file is missing, or which lines are damaged.
    /// - Throws: `.io`; `.badData` where a link or something else lies in its place.
    func rewind(to step: Int) throws -> [String] {
        struct Line: Decodable { var step: Int }
        let place = file.filePath
        guard let data = try contents() else {
            return step > 0 ? ["\(place): there is no such file; the events before step \(step) are lost"] : []
        }
        var kept: [Range<Data.Index>] = [], damaged: [Int] = [], start = data.startIndex, number = 0
        while start < data.endIndex {
            number += 1
            let feed = data[start...].firstIndex(of: UInt8(ascii: "\n"))
            let end = feed.map { $0 + 1 } ?? data.endIndex
            let line = data[start..<(feed ?? data.endIndex)]
            let read = line.isEmpty ? nil : try? JSONDecoder().decode(Line.self, from: Data(line)).step
            // The last line without its end was being written when the process ended.
            if feed != nil, read.map({ $0 < step }) ?? true {
                if read == nil { damaged.append(number) }
                if let last = kept.last, last.upperBound == start {
                    kept[kept.count - 1] = last.lowerBound..<end
                } else {
                    kept.append(start..<end)
                }
            }
            start = end
        }
        try keep(kept, of: data, step: step)
        return damaged.prefix(3).map { "\(place):\($0): the line is not an event; it is kept as it is" }
            + (damaged.count > 3 ? ["\(place): \(damaged.count - 3) further lines are not events; they are kept"] : [])
    }

    private func keep(_ kept: [Range<Data.Index>], of data: Data, step: Int) throws {
        if kept.isEmpty || kept.count == 1 && kept[0].lowerBound == data.startIndex {
            let length = kept.first?.count ?? 0
            guard length < data.count else { return }
            let descriptor = try opened(O_WRONLY)
            defer { _ = close(descriptor) }
            guard ftruncate(descriptor, off_t(length)) == 0 else {
                throw SystemCall.failure(errno, "events from step \(step) on cannot be removed", at: file.filePath)
            }
        } else {
            try AtomicFile.write(to: file) { output in for range in kept { try output.write(data[range]) } }
        }
    }

    /// All of it; nil where there is no such file.
    private func contents() throws -> Data? {
        var status = stat()
        guard lstat(file.filePath, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw SystemCall.failure(errno, "cannot be read", at: file.filePath, reading: true)
        }
        let descriptor = try opened(O_RDONLY)
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            return try handle.readToEnd() ?? Data()
        } catch {
            throw Failure(.io, "cannot be read: \(error.localizedDescription)", at: file.filePath)
        }
    }

    /// Makes what was written last through a loss of power: a checkpoint is not to know of more than the file.
    /// Throws `.io`.
    func synchronize() throws {
        let path = file.filePath
        guard FileManager.default.fileExists(atPath: path) else { return }
        try AtomicFile.synchronize(path, failing: "the events cannot be flushed to the disk", at: path)
    }

    /// Removes the file, for a run that starts at its first step. Throws `.io`.
    func remove() throws {
        guard unlink(file.filePath) == 0 || errno == ENOENT else {
            throw SystemCall.failure(errno, "the events of an earlier attempt cannot be removed", at: file.filePath)
        }
    }

    /// Never through a link, and never anything but a regular file: what lies behind is not this run's to change.
    private func opened(_ flags: Int32) throws -> Int32 {
        let descriptor = open(file.filePath, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o666)
        let code = errno
        var status = stat()
        if descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return descriptor }
        if descriptor >= 0 { close(descriptor) }
        // A file that is to be made lacks nothing but its folder.
        if descriptor < 0, code == ENOENT, flags & O_CREAT != 0 {
            throw Failure(
                .io, "the folder was removed, moved or replaced while it was written in",
                at: file.deletingLastPathComponent().filePath,
                remedy: "leave it where it is until the command has ended, and start again")
        }
        guard descriptor >= 0 || code == ELOOP || code == ENXIO else {
            throw SystemCall.failure(code, "an event cannot be written", at: file.filePath)
        }
        throw Failure(
            .badData, "is a link or no regular file: a run writes its events into a file of its own", at: file.filePath,
            remedy: "put the file itself in its place, or move what is there away")
    }

    /// The events of a file, for whoever reads a run. Throws `.missingInput`, or `.badData` with the line's number.
    package static func read(_ file: URL) throws -> [TrainEvent] {
        let place = file.filePath
        let data = try WholeFile.data(file, atMost: 1 << 31)
        return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
            try JSONCoding.read(TrainEvent.self, from: Data(line), at: "\(place):\(number + 1)", as: "an event")
        }
    }

    /// A line with its end. Throws `.failed` for a figure that JSON cannot hold: no disk is to blame for that.
    static func line(_ event: TrainEvent) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(event) + Data("\n".utf8)
        } catch EncodingError.invalidValue(let value, let context) {
            let key = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw Failure(
                .failed, "'\(event.job)' has diverged: \(key.isEmpty ? "a figure" : key) is \(value) at step \(event.step)",
                remedy: "lower optimizer.learning_rate, or look for extreme values in the activations")
        }
    }
}
