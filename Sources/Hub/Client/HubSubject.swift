/// What a request is about, so that a refusal can name it.
package struct HubSubject: Sendable {
    package var repository: RepositoryName?
    /// The file or folder in it.
    package var path: String?
    /// What is done: "the list of files", "the upload".
    package var purpose: String

    package init(_ purpose: String, of repository: RepositoryName? = nil, path: String? = nil) {
        self.purpose = purpose
        self.repository = repository
        self.path = path
    }

    /// "org/name/config.json", or what is done.
    package var name: String {
        guard let repository else { return purpose }
        return path.map { "\(repository)/\($0)" } ?? repository.description
    }
}
