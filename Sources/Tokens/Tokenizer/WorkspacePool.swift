import Synchronization

/// Workspaces at rest: each encoding borrows one, so that threads share a tokenizer without waiting and
/// the cache of words outlives a call. At most one per thread that ever encoded at the same time.
final class WorkspacePool: Sendable {
    private let resting = Mutex<[MergeWorkspace]>([])

    func withWorkspace<Result>(_ body: (inout MergeWorkspace) -> Result) -> Result {
        var workspace = resting.withLock { $0.popLast() } ?? MergeWorkspace()
        let result = body(&workspace)
        resting.withLock { $0.append(workspace) }
        return result
    }
}
