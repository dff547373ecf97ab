import Failures
import Foundation

/// A name on the Hugging Face Hub that was given where a path is wanted.
package enum HubName {
    /// What the Hub keeps apart.
    package enum Kind { case model, dataset }

    /// How to get what a path that is not there may mean; nil where it does not look like a name on the Hub.
    ///
    /// `org/name` and addresses of the Hub are such names, unless a folder `org` lies here: then it is a misspelt path.
    package static func remedy(for path: String, as kind: Kind) -> String? {
        guard let name = name(in: path) else { return nil }
        let folder = String(name.split(separator: "/")[1])
        let option = kind == .dataset ? " --repo-type dataset" : ""
        return "a path is wanted, nothing is downloaded here; if \(name.quoted) is a name on the Hugging Face Hub, run "
            + "'hf download \(name)\(option) --local-dir \(folder)' (older: huggingface-cli) and name the folder \(folder)"
    }

    /// `org/name` of such a path.
    private static func name(in path: String) -> String? {
        var rest = Substring(path)
        let hosts = [
            "https://huggingface.co/", "https:/huggingface.co/", "huggingface.co/", "https://hf.co/", "hf://",
            "hf:/", "hf:",
        ]
        let host = hosts.first { rest.hasPrefix($0) }
        rest = rest.dropFirst(host?.count ?? 0)
        for kind in ["datasets/", "models/"] where host != nil && rest.hasPrefix(kind) {
            rest = rest.dropFirst(kind.count)
        }
        let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 || (host != nil && parts.count > 2), parts.prefix(2).allSatisfy(isPart) else { return nil }
        let organisation = String(parts[0])
        if host == nil, FileManager.default.fileExists(atPath: organisation) { return nil }
        return "\(organisation)/\(parts[1])"
    }

    /// Letters, digits, `-`, `_` and `.`, not first; at most 96.
    private static func isPart(_ part: Substring) -> Bool {
        guard let first = part.first, part.count <= 96, first != ".", first != "-" else { return false }
        return part.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0))
        }
    }
}

