import TensorFiles

/// Keys that may be absent. Absent is not null: an absent key has the default of its class in `transformers`, and null
/// means none.
extension ConfigurationFile {
    func integer(_ key: String, in range: ClosedRange<Int>, absent: Int) throws -> Int {
        try mentions(key) ? integer(key, in: range) : absent
    }

    /// nil where the key is absent or null.
    func integerIfAny(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        try has(key) ? integer(key, in: range) : nil
    }

    func positive(_ key: String, absent: Double) throws -> Float {
        Float(try mentions(key) ? positive(key) : absent)
    }

    /// nil where the key is absent or null.
    func positiveIfAny(_ key: String) throws -> Float? { try has(key) ? Float(positive(key)) : nil }

    /// What absent or null leaves is `absent`.
    func bool(_ key: String, absent: Bool) throws -> Bool { try has(key) ? bool(key) : absent }

    func string(_ key: String, absent: String) throws -> String { try has(key) ? string(key) : absent }
}
