import Files
import Hashing

/// The digest that a result's file carries, under `eval_result_unstructured.orthosae.sha256`: of the whole file without
/// it, so that a figure that was changed is not taken for a result.
enum EvaluationDigest {
    private static let parts = ["eval_result_unstructured", "orthosae", "sha256"]

    static func signing(_ json: JSONTree) throws -> JSONTree {
        let digest = FileHash.sha256(of: try json.asRead.text())
        let unstructured = json[parts[0]] ?? [:], own = unstructured[parts[1]] ?? [:]
        return json.setting(
            parts[0], to: unstructured.setting(parts[1], to: own.setting(parts[2], to: .text(digest))))
    }

    /// Whether the file is what was written; false for one that carries no digest.
    static func holds(_ json: JSONTree) -> Bool {
        guard let unstructured = json[parts[0]], let own = unstructured[parts[1]], let digest = own[parts[2]]?.string
        else { return false }
        let plain = json.setting(parts[0], to: unstructured.setting(parts[1], to: own.removing(parts[2])))
        return (try? FileHash.sha256(of: plain.asRead.text())) == digest
    }
}

extension JSONTree {
    /// With each number as reading it back gives it: 1.0 is written as it is and read as 1.
    fileprivate var asRead: JSONTree {
        switch self {
        case .integer, .number:
            guard let double else { return self }
            return Int(exactly: double).map { .integer($0) } ?? .number(double)
        case .list(let values): return .list(values.map(\.asRead))
        case .object(let members): return .object(members.map { Member($0.key, $0.value.asRead) })
        case .null, .bool, .text: return self
        }
    }

    /// The object without a key.
    func removing(_ key: String) -> JSONTree { .object((members ?? []).filter { $0.key != key }) }
}
