import Failures
import Files

/// Makes the commit once, whatever becomes of the answer.
struct Committer {
    let client: HubClient
    let target: UploadTarget
    let repository: RepositoryName
    let goesOn: @Sendable () -> Bool

    private var subject: HubSubject { HubSubject("the commit", of: repository) }
    private var page: String { client.environment.page(of: repository) }

    /// Why there is no commit yet.
    private enum Problem {
        /// The branch has moved on: it was not made.
        case conflict(Failure)
        /// There is no answer, or none that says whether it was made.
        case lost(any Error)

        var error: any Error {
            switch self {
            case .conflict(let failure): failure
            case .lost(let error): error
            }
        }
    }

    /// Commits files after a state. Where the branch has moved on meanwhile it is made after what is there then; where the
    /// answer is lost, it is looked up whether it was made.
    ///
    /// Throws as `HubClient.send`.
    func commit(_ files: [CommitRequest.File], after state: UploadTarget.State, _ result: inout UploadResult) throws {
        var files = files, state = state
        for attempt in 1... {
            guard let problem = try once(files, state, &result) else { return }
            guard let seconds = try client.pause(after: attempt, of: client.settings.attempts, nil, subject) else {
                throw problem.error
            }
            if target.upload.asPullRequest, case .lost(let error) = problem { throw mayBeMade(error) }
            client.say("\(repository.id): the commit was not made, or its answer was lost; it is looked up and made again")
            try client.pause(seconds)
            let now = try target.state(repository)
            guard now.commit != state.commit else { continue }
            if !target.upload.asPullRequest, files.allSatisfy({ now.files[$0.path] == name(of: $0) }) {
                result.commit = now.commit
                result.address = "\(page)/commit/\(now.commit)"
                result.committed = files.map(\.path)
                return
            }
            // Somebody else's card is not overwritten.
            files.removeAll { $0.path == "README.md" && now.files[$0.path] != nil }
            state = now
        }
    }

    /// Nil where it was made. Throws what no other attempt changes.
    private func once(_ files: [CommitRequest.File], _ state: UploadTarget.State, _ result: inout UploadResult) throws -> Problem? {
        let request = try CommitRequest(
            repository: repository, upload: target.upload, files: files, parent: state.commit
        ).request(client.environment)
        // Of a connection that was used before, libcurl does not know whether it has just ended, and would send all of it a
        // second time by itself.
        let fresh = HubClient(client.environment, client.settings, note: { [client] in client.say($0) }, goesOn: goesOn)
        let response: HTTPResponse
        do {
            response = try fresh.send(request, about: subject, accepting: UploadRefusal.statuses, attempts: 1)
        } catch let broken as HTTPBreak where broken.isPassing {
            return .lost(broken)
        } catch let failure as Failure where failure.kind == .io {
            return .lost(failure)
        }
        if response.isSuccess {
            try take(response, files, &result)
            return nil
        }
        let failure = UploadRefusal.failure(response, subject, client.environment)
        guard response.status == 412 || response.status == 409 else { throw failure }
        return .conflict(failure)
    }

    /// A pull request is not found by what it holds, and a second one helps nobody.
    private func mayBeMade(_ error: any Error) -> Failure {
        Failure(
            .io, "the pull request may have been made, its answer was lost (\(client.failure(error, subject).what))",
            at: repository.description, remedy: "look at \(page)/discussions before you start again")
    }

    private func name(of file: CommitRequest.File) -> String {
        switch file {
        case .regular(_, let bytes): Uploader.gitName(bytes)
        case .large(_, let digest, _): digest
        }
    }

    private func take(_ response: HTTPResponse, _ files: [CommitRequest.File], _ result: inout UploadResult) throws {
        let value = try JSONFile.value(response.body, at: subject.name)
        guard let commit = value["commitOid"]?.string else { throw UploadRefusal.malformed("names no commit", subject) }
        result.commit = commit.oneLine(atMost: 80)
        result.address = (value["commitUrl"]?.string ?? result.address).oneLine(atMost: 400)
        result.pullRequest = value["pullRequestUrl"]?.string?.oneLine(atMost: 400)
        result.committed = files.map(\.path)
    }
}
