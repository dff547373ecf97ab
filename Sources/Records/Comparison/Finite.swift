/// A figure that may be missing: nil is written as `null`, and so is what is not finite (JSON has no NaN); read back, a
/// `null`, an absent key, anything that is no number, or a number that no figure can be (`Possible`) is nil. A record
/// with a hole in it still tells the rest; only a line of a file of many is refused whole for an impossible number.
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
        let isPossible = number.map(Possible.isFigure) ?? true
        if !isPossible, decoder.userInfo[.refusesImpossible] != nil {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "no figure can be that large or that small"))
        }
        self.init(wrappedValue: isPossible ? number : nil)
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
