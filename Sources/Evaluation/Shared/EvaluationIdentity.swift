public import Files
import Records

/// What a result depends on, known before it is computed.
extension EvaluationFile {
    /// The `eval_id` of a result: a UUID of version 4's form whose bits are those of a hash of everything that the
    /// figures depend on, by its contents: the SAE's files, the settings, the inputs' digests, and the program's version.
    /// Equal ids mean equal figures, and whatever is changed gives another.
    ///
    /// - Parameters:
    ///   - configuration: `eval_config`.
    ///   - inputs: digests of model, tokens, texts and shared parts, and the settings that `eval_config` has no field for.
    public static func identity(
        _ kind: Kind, of sae: EvaluatedSAE, configuration: JSONTree, seed: UInt64, inputs: [String]
    ) throws -> String {
        let hash = ContentHash()
        hash.add(["\(ProductVersion.name) \(ProductVersion.current)", kind.rawValue, "\(seed)", try configuration.text()])
        hash.add(sae.fingerprint)
        hash.add(inputs)
        // 16 bytes' digits, with version and variant in their places.
        var digits = Array(hash.digits().prefix(32))
        digits[12] = "4"
        digits[16] = ["8", "9", "a", "b"][(digits[16].hexDigitValue ?? 0) % 4]
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return groups.map { String(digits[$0]) }.joined(separator: "-")
    }
}

/// Asked for each SAE before any work on it, with the `eval_id` that its result would have: whether that is there
/// already and need not be computed.
public typealias AlreadyFinished = (_ sae: EvaluatedSAE, _ identity: String) throws -> Bool
