import Failures

/// Addresses of the Hub, as they are copied from a browser.
enum WebPlace {
    /// What follows the host where the text is an address of the Hub; nil otherwise.
    static func path(of text: String, _ endpoint: String) -> Substring? {
        let bare = endpoint.split(separator: "/", maxSplits: 2).last.map(String.init) ?? ""
        let hosts = [
            endpoint, "https://huggingface.co", "http://huggingface.co", "https:/huggingface.co", "https://hf.co",
            "https://www.huggingface.co", "huggingface.co", "hf.co", bare,
        ]
        return hosts.lazy.filter { !$0.isEmpty && text.hasPrefix("\($0)/") }.map { text.dropFirst($0.count + 1) }.first
    }

    /// `[datasets/]org/name[/tree|blob|resolve|raw/revision[/path]]`, percent-decoded, without `?download=true`.
    static func parse(_ rest: Substring, _ text: String, as kind: RepositoryKind) throws(Failure) -> HubPlace {
        let path = rest.prefix { $0 != "?" && $0 != "#" }
        var parts: [String] = []
        for part in path.split(separator: "/") { parts.append(WebAddress.decoded(part) ?? String(part)) }
        var kind = kind
        if let first = parts.first, let named = HubPlace.kinds[first] {
            kind = named
            parts.removeFirst()
        } else if parts.count > 1, kind == .dataset {
            // Without datasets/ in front an address of the Hub is a model's.
            kind = .model
        }
        let views: Set<String> = ["tree", "blob", "resolve", "raw", "blame", "commit", "commits", "discussions", "viewer"]
        let length = parts.count > 1 && !views.contains(parts[1]) ? 2 : min(1, parts.count)
        let id = parts.prefix(length).joined(separator: "/")
        var below = Array(parts.dropFirst(length))
        guard let view = below.first else { return try HubPlace.make(kind, id, nil, "", text) }
        guard ["tree", "blob", "resolve", "raw", "commit"].contains(view), below.count > 1 else {
            return try HubPlace.make(kind, id, nil, "", text)
        }
        // A revision with slashes is one part where it was encoded, three where it was not.
        let words = below[1] == "refs" && below.count >= 4 ? 3 : 1
        let revision = below[1...words].joined(separator: "/")
        below.removeFirst(1 + words)
        return try HubPlace.make(kind, id, revision, below.joined(separator: "/"), text)
    }
}
