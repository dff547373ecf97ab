public import Failures

extension Hub {
    /// Uploads what was planned: makes the repository where there is none, sends large files, and commits.
    ///
    /// What is interrupted before the commit changes nothing in the repository; the same upload again does not send what
    /// has arrived.
    ///
    /// Throws `Failure`: `.usage` without a token; `.failed` where the Hub refuses, or a file changes meanwhile; `.io` where
    /// the connection or the disk fails.
    public func upload(_ plan: UploadPlan) throws(Failure) -> UploadResult {
        let repository = plan.upload.repository
        guard environment.hasToken else {
            throw Failure(
                .usage, "an upload needs a token", at: repository.description,
                remedy: "make one that may write at \(environment.endpoint)/settings/tokens, and set HF_TOKEN")
        }
        if plan.upload.asPullRequest, repository.revisionOrMain != "main" {
            throw Failure(
                .usage, "a pull request is made against main, not \(repository.revisionOrMain.quoted)", at: repository.description,
                remedy: "leave out the revision")
        }
        return try client.speaking(HubSubject("the upload", of: repository)) {
            try Uploader(client: client, plan: plan, goesOn: goesOn, report: { [report] in report(.progress($0)) }).run()
        }
    }
}
