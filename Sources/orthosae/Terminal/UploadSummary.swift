import Hub

/// What an upload will send, and what it sent.
enum UploadSummary {
    static func text(_ plan: UploadPlan) -> String {
        let files = plan.files.map { file in
            [
                file.path, Wording.bytes(file.size), file.isLarge ? "large file" : "",
                file.isOnlyIfAbsent ? "only where there is none" : "",
            ]
        }
        return Wording.columns([["file", "size", "", ""]] + files) + "\n\n"
            + Wording.table([
                ("to", "\(plan.upload.repository)"), ("in all", Wording.bytes(plan.bytes)),
                ("sent", "nothing: leave out --dry-run to send it"),
            ])
    }

    static func json(_ plan: UploadPlan) throws -> String {
        try Wording.json(["repository": "\(plan.upload.repository)", "dry_run": true, "files": list(plan), "bytes": plan.bytes])
    }

    private static func list(_ plan: UploadPlan) -> [[String: Any]] {
        plan.files.map {
            ["path": $0.path, "bytes": $0.size, "large": $0.isLarge, "only_if_absent": $0.isOnlyIfAbsent]
        }
    }

    static func text(_ result: UploadResult, _ plan: UploadPlan) -> String {
        var rows = [("repository", result.repository)]
        if let pull = result.pullRequest {
            rows.append(("pull request", pull))
        } else {
            rows.append(("commit", result.commit))
            rows.append(("page", result.address))
        }
        rows.append(("committed", result.committed.isEmpty ? "nothing: all is there already" : result.committed.joined(separator: ", ")))
        if !result.unchanged.isEmpty { rows.append(("there already", result.unchanged.joined(separator: ", "))) }
        if !result.ignored.isEmpty { rows.append(("left out by the repository", result.ignored.joined(separator: ", "))) }
        // A proposal is not in the branch yet.
        if result.pullRequest == nil { rows.append(("next", "orthosae inspect hf:\(result.repository)/\(plan.upload.id)")) }
        return Wording.table(rows)
    }

    static func json(_ result: UploadResult, _ plan: UploadPlan) throws -> String {
        try Wording.json([
            "repository": result.repository, "id": plan.upload.id, "commit": result.commit, "address": result.address,
            "pull_request": result.pullRequest ?? "", "committed": result.committed, "unchanged": result.unchanged,
            "already_stored": result.alreadyStored, "ignored": result.ignored,
        ])
    }
}
