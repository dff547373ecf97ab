import Failures
import Files
import Foundation

/// Fetches a file's bytes into the cache: lock, partial file, transfer, check, name.
struct BlobDownload {
    let source: FileSource
    let repository: RepositoryName
    let cache: HubCache
    let transfer: TransferSettings
    let goesOn: @Sendable () -> Bool
    let progress: @Sendable (HubProgress) -> Void

    /// Whether a blob of this length lies there already.
    private var isThere: Bool {
        guard let size = HubCache.size(of: cache.blob(source.etag, of: repository)) else { return false }
        return source.size == nil || source.size == size
    }

    /// Brings the blob, and shows it in the commit's snapshot.
    ///
    /// Throws `Failure`, `HTTPBreak`, `HTTPStopped`.
    func run(as path: String, _ commit: String) throws {
        if isThere { return try cache.show(source.etag, as: path, commit, of: repository, isNew: false) }
        let lock = try BlobLock(cache.lock(source.etag, of: repository)) {
            source.client.say("\(source.subject.name): another process is at it; its end is waited for")
        } goesOn: { goesOn() }
        try withExtendedLifetime(lock) {
            // Whoever had the lock may have brought it, into the snapshot itself where there are no links.
            if let found = cache.file(path, commit, of: repository), found.size == source.size ?? found.size { return }
            let isNew = !isThere
            if isNew { try bring() }
            try cache.show(source.etag, as: path, commit, of: repository, isNew: isNew)
        }
    }

    private func bring() throws {
        let blobs = cache.blobs(of: repository)
        try NewFolders.make(URL(filePath: blobs))
        let partial = try PartialBlob(source.etag, in: blobs, atMost: source.size)
        try requireSpace(for: partial, in: blobs)
        let meter = ProgressMeter(source.subject.name, done: partial.count, total: source.size, say: progress)
        for isLast in [false, true] {
            try fetch(partial, meter)
            if (source.size ?? partial.count) == partial.count, try BlobCheck.matches(partial, source.etag, goesOn: goesOn) {
                try partial.finish()
                return meter.end()
            }
            if isLast { break }
            source.client.say("\(source.subject.name): the bytes are not those that the Hub names; all of it once more")
            try partial.reset()
            meter.set(0)
        }
        partial.discard()
        throw Failure(
            .badData, "the bytes that came are not those that the Hub names (\(source.etag)), twice", at: source.subject.name,
            remedy: "try again later; a proxy or a mirror (HF_ENDPOINT) may change what it passes on")
    }

    private func fetch(_ partial: PartialBlob, _ meter: ProgressMeter) throws {
        if let size = source.size, size - partial.count >= transfer.rangesFrom, transfer.ranges > 1 {
            do {
                return try RangeTransfer(source: source, size: size, meter: meter, settings: transfer).run(into: partial)
            } catch is RangeTransfer.NoRanges {
                meter.set(partial.count)
            }
        }
        try StreamTransfer(source: source, partial: partial, meter: meter).run()
    }

    /// A disk that has no room is said to have none before gigabytes are fetched.
    private func requireSpace(for partial: PartialBlob, in folder: String) throws {
        var status = statvfs()
        // Some file systems know nothing of their size.
        guard let size = source.size, statvfs(folder, &status) == 0, status.f_blocks > 0 else { return }
        let (free, isTooLarge) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        guard !isTooLarge, free < UInt64(max(0, size - partial.count)) else { return }
        partial.count == 0 ? partial.discard() : ()
        throw Failure(
            .io, "the file has \(size) bytes, \(size - partial.count) of them to come, and the disk has \(free) free",
            at: cache.blob(source.etag, of: repository), remedy: "free some space, or name another disk in HF_HUB_CACHE")
    }
}
