import Failures
import Files
import Hashing

/// One upload, from making the repository to the commit. The commit comes last and is all or nothing: whatever happens
/// before it changes nothing that anybody sees.
struct Uploader {
    let client: HubClient
    let plan: UploadPlan
    let goesOn: @Sendable () -> Bool
    let report: @Sendable (HubProgress) -> Void

    private var upload: HubUpload { plan.upload }
    private var environment: HubEnvironment { client.environment }

    /// The most bytes of a file that is part of the commit itself; the Hub has its limit at 10 MiB.
    private static let largestRegular = 1 << 26

    /// Throws `Failure`, `HTTPBreak`, `HTTPStopped`.
    func run() throws -> UploadResult {
        let target = UploadTarget(client: client, upload: upload)
        let repository = try target.name()
        try target.create(repository)
        let state = try target.state(repository)
        var result = UploadResult(repository: repository.id, commit: state.commit, address: environment.page(of: repository))
        let files = plan.files.filter { !$0.isOnlyIfAbsent || state.files[$0.path] == nil }
        let wishes = try Preupload(client: client, repository: repository, asPullRequest: upload.asPullRequest).wishes(files)
        var ready: [CommitRequest.File] = [], large: [(file: UploadPlan.File, stream: StreamedFile, digest: String)] = []
        for file in files {
            guard let wish = wishes[file.path] else { continue }
            if wish.isIgnored { result.ignored.append(file.path); continue }
            if case .disk(let path) = file.content, wish.isLarge {
                let stream = try StreamedFile(path, count: file.size)
                let digest = try stream.digest(goesOn: goesOn)
                if wish.present == digest { result.unchanged.append(file.path); continue }
                large.append((file, stream, digest))
                ready.append(.large(path: file.path, digest: digest, size: file.size))
            } else {
                let bytes = try content(file)
                if wish.present == Uploader.gitName(bytes) { result.unchanged.append(file.path); continue }
                ready.append(.regular(path: file.path, bytes: bytes))
            }
        }
        result.alreadyStored = try store(large, repository)
        if ready.isEmpty { return result }
        try Committer(client: client, target: target, repository: repository, goesOn: goesOn).commit(ready, after: state, &result)
        return result
    }

    private func content(_ file: UploadPlan.File) throws(Failure) -> [UInt8] {
        guard case .disk(let path) = file.content else {
            if case .bytes(let bytes) = file.content { return bytes }
            return []
        }
        let bytes = try WholeFile.bytes(path, atMost: Uploader.largestRegular)
        guard bytes.count == file.size else { throw StreamedFile.changed(path) }
        return bytes
    }

    /// Sends large files; those that were there already.
    private func store(_ files: [(file: UploadPlan.File, stream: StreamedFile, digest: String)], _ repository: RepositoryName)
        throws -> [String]
    {
        if files.isEmpty { return [] }
        let batch = LargeFileBatch(client: client, repository: repository, asPullRequest: upload.asPullRequest)
        let actions = try batch.actions(files.map { ($0.digest, $0.file.size) })
        var present: [String] = [], sent: Set<String> = []
        for (file, stream, digest) in files {
            // Two files may have the same bytes.
            guard sent.insert(digest).inserted else { continue }
            guard let action = actions[digest], action.upload != nil else {
                present.append(file.path)
                continue
            }
            let meter = ProgressMeter("\(repository.id)/\(file.path)", done: 0, total: file.size, say: report)
            let transfer = LargeFileTransfer(
                client: client, repository: repository, path: file.path, file: stream, digest: digest, meter: meter)
            do {
                try transfer.run(action)
            } catch let expired as LargeFileTransfer.Expired {
                // Addresses hold for a while only; a file before this one may have taken longer.
                guard let action = try batch.actions([(digest, file.size)])[digest] else { throw expired.failure }
                do { try transfer.run(action) } catch let expired as LargeFileTransfer.Expired { throw expired.failure }
            }
            meter.end()
        }
        return present
    }

    /// What Git calls a file of these bytes.
    static func gitName(_ bytes: [UInt8]) -> String {
        let hash = SHA1.gitBlob(count: bytes.count)
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return SHA256.hexadecimal(hash.finalize())
    }
}
