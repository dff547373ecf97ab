/// A figure that may be missing: nil is written as `null`, and so is what is not finite (JSON has no NaN); read back, a
/// `null`, an absent key or anything that is no number is nil. A record with a hole in it still tells the rest.
@propertyWrapper
public struct Finite: Codable, Sendable, Equatable {
    private var stored: Double?

    /// Nil for what is missing or not finite.
    public var wrappedValue: Double? {
        get { stored }
        set { stored = newValue.flatMap { $0.isFinite ? $0 : nil } }
    }

    public init(wrappedValue: Double?) { stored = wrappedValue.flatMap { $0.isFinite ? $0 : nil } }

    public init(from decoder: any Decoder) throws {
        let number = try? decoder.singleValueContainer().decode(Double.self)
        self.init(wrappedValue: number)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let stored { try container.encode(stored) } else { try container.encodeNil() }
    }
}

extension KeyedDecodingContainer {
    /// What synthesised decoders call: an absent key is a missing figure, not an error.
    public func decode(_ type: Finite.Type, forKey key: Key) throws -> Finite {
        try decodeIfPresent(type, forKey: key) ?? Finite(wrappedValue: nil)
    }
}
