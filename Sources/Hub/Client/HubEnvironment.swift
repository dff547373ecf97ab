public import Failures
import Files
import Foundation

/// What the environment says about the Hub: where it is, where its files are kept, who asks. Python's variables, read
/// as `huggingface_hub` reads them.
public struct HubEnvironment: Sendable {
    /// Where the Hub is, without a slash at the end: `HF_ENDPOINT`.
    public let endpoint: String
    /// The folder of everything downloaded: `HF_HUB_CACHE`, else `HUGGINGFACE_HUB_CACHE`, else `$HF_HOME/hub`.
    public let cache: String
    /// Whether no request may be made: `HF_HUB_OFFLINE` or `TRANSFORMERS_OFFLINE`.
    public let isOffline: Bool
    /// Whether files are put into snapshots themselves: `HF_HUB_DISABLE_SYMLINKS`.
    public let usesSymlinks: Bool
    /// Whether there is a token. It itself stays in here.
    public var hasToken: Bool { token != nil }
    package let token: HubToken?
    package let userAgent: String
    /// A file of certificates to trust, where a proxy has its own.
    package let certificates: String?

    /// - Parameters:
    ///   - variables: the process's environment, or a test's.
    ///   - home: the user's folder where `HOME` does not name one; nil: as the system knows it.
    ///   - product: what requests call themselves: "orthosae/1.2.0".
    ///
    /// Throws `.usage` for an endpoint that is no address, and for a token that is none.
    public init(
        _ variables: [String: String], home: String? = nil, product: String = "orthosae"
    ) throws(Failure) {
        let paths = EnvironmentPaths(variables, home: home ?? NSHomeDirectory())
        func path(_ names: String..., otherwise: String) -> String {
            paths.expanded(names.lazy.compactMap { paths.value($0) }.first ?? otherwise)
        }
        let caches = path("XDG_CACHE_HOME", otherwise: "\(paths.home)/.cache")
        let root = path("HF_HOME", otherwise: "\(caches)/huggingface")
        cache = path("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", otherwise: "\(root)/hub")
        endpoint = try HubEnvironment.endpoint(paths.value("HF_ENDPOINT") ?? "https://huggingface.co")
        isOffline = HubEnvironment.isTrue(paths.value("HF_HUB_OFFLINE") ?? paths.value("TRANSFORMERS_OFFLINE"))
        usesSymlinks = !HubEnvironment.isTrue(paths.value("HF_HUB_DISABLE_SYMLINKS"))
        token = HubEnvironment.isTrue(paths.value("HF_HUB_DISABLE_IMPLICIT_TOKEN"))
            ? nil : try HubEnvironment.token(paths, file: path("HF_TOKEN_PATH", otherwise: "\(root)/token"))
        userAgent = paths.value("HF_HUB_USER_AGENT_ORIGIN").map { "\(product) origin/\($0.oneLine(atMost: 100))" } ?? product
        certificates = ["CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"].lazy.compactMap { paths.value($0) }.first
    }

    /// The page of a repository, for people.
    package func page(of repository: RepositoryName) -> String {
        "\(endpoint)/\(repository.kind == .model ? "" : "\(repository.kind.plural)/")\(repository.id)"
    }

    /// The address of the programming interface about a repository: `/api/models/org/name`.
    package func api(_ repository: RepositoryName) -> String {
        "\(endpoint)/api/\(repository.kind.plural)/\(repository.id)"
    }

    /// Where a file of a repository is fetched from.
    package func address(of path: String, in repository: RepositoryName, at revision: String) -> String {
        "\(page(of: repository))/resolve/\(WebAddress.quoted(revision))/\(WebAddress.path(path))"
    }

    /// 1, ON, YES and TRUE, in any case.
    private static func isTrue(_ value: String?) -> Bool {
        ["1", "ON", "YES", "TRUE"].contains((value ?? "").uppercased())
    }

    private static func endpoint(_ text: String) throws(Failure) -> String {
        var address = text
        while address.hasSuffix("/") { address.removeLast() }
        guard let origin = WebOrigin(address), !origin.host.isEmpty, WebAddress.isEncoded(address) else {
            throw Failure(
                .usage, "HF_ENDPOINT is \(text.quoted), no address of a Hub",
                remedy: "write it as https://huggingface.co, or unset it")
        }
        return address
    }

    /// From the variables; else from the file that logging in with Python leaves.
    private static func token(_ paths: EnvironmentPaths, file: String) throws(Failure) -> HubToken? {
        for name in ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"] {
            if let text = paths.value(name), let token = try HubToken(text, from: name) { return token }
        }
        guard let text = try? WholeFile.text(file, atMost: 1 << 16) else { return nil }
        return try HubToken(text, from: file)
    }
}

/// Paths as a shell and Python expand them.
private struct EnvironmentPaths {
    let variables: [String: String]
    let home: String

    init(_ variables: [String: String], home: String) {
        self.variables = variables
        self.home = variables["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home
    }

    /// A variable that is there and not empty.
    func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// `~` in front, `$NAME` and `${NAME}` anywhere; a name that is not set stays as it is written.
    func expanded(_ path: String) -> String {
        var text = path
        if text == "~" || text.hasPrefix("~/") { text = home + text.dropFirst() }
        return text.replacing(/\$(?:\{([^}]*)\}|([A-Za-z0-9_]+))/) { match in
            let name = match.output.1 ?? match.output.2 ?? ""
            return variables[String(name)] ?? String(match.output.0)
        }
    }
}
