/// A node of the schema's tree as the footer lists it, parents before their children.
struct SchemaElement {
    enum Repetition: Int {
        case required = 0, optional, repeated
    }

    var name = ""
    /// Nil for a group.
    var type: PhysicalType?
    var repetition = Repetition.required
    var children = 0
    var meaning = Meaning.none

    /// What the values stand for: the logical type, or else the older converted type.
    enum Meaning: Equatable {
        case none, text, list, map
        /// Whole numbers of so many bits.
        case integer(signed: Bool)
        /// The column has no values at all.
        case null
        /// Something that is not read: "a date".
        case other(String)
    }

    init(_ reader: inout CompactReader) throws(Damage) {
        var id = 0
        var isNamed = false
        var converted: Meaning?
        var logical: Meaning?
        while let kind = try reader.field(&id) {
            switch (id, kind) {
            case (1, .int32):
                let code = try reader.integer()
                guard let known = PhysicalType(rawValue: code) else { throw Damage("has a column of the unknown type \(code)") }
                type = known
            case (3, .int32):
                let code = try reader.integer()
                guard let known = Repetition(rawValue: code) else { throw Damage("has a column of the unknown repetition \(code)") }
                repetition = known
            case (4, .binary):
                name = try reader.string()
                isNamed = true
            case (5, .int32): children = try reader.integer()
            case (6, .int32): converted = Self.converted(try reader.integer())
            case (10, .structure): logical = try Self.logical(&reader)
            default: try reader.skip(kind)
            }
        }
        guard isNamed else { throw Damage("has a column without a name") }
        guard children >= 0 else { throw Damage("has a group of \(children) columns") }
        meaning = logical ?? converted ?? .none
    }

    private static func converted(_ code: Int) -> Meaning {
        switch code {
        case 0, 4, 19: .text
        case 1, 2: .map
        case 3: .list
        case 5: .other("a decimal number")
        case 6: .other("a date")
        case 7, 8: .other("a time of day")
        case 9, 10: .other("a point in time")
        case 11...14: .integer(signed: false)
        case 15...18: .integer(signed: true)
        case 20: .other("BSON")
        case 21: .other("a span of time")
        default: .other("a value of the unknown converted type \(code)")
        }
    }

    /// The union's one field says which.
    private static func logical(_ reader: inout CompactReader) throws(Damage) -> Meaning? {
        var id = 0
        var meaning: Meaning?
        while let kind = try reader.field(&id) {
            guard id != 10 || kind != .structure else {
                meaning = .integer(signed: try isSigned(&reader))
                continue
            }
            try reader.skip(kind)
            meaning = switch id {
            case 1, 4, 12: .text
            case 2: .map
            case 3: .list
            case 5: .other("a decimal number")
            case 6: .other("a date")
            case 7: .other("a time of day")
            case 8: .other("a point in time")
            case 11: .null
            case 13: .other("BSON")
            case 14: .other("a UUID")
            case 15: .other("a number of 16 bits")
            case 16: .other("a variant")
            case 17, 18: .other("a shape on a map")
            default: .other("a value of the unknown logical type \(id)")
            }
        }
        return meaning
    }

    private static func isSigned(_ reader: inout CompactReader) throws(Damage) -> Bool {
        var id = 0
        var signed = true
        while let kind = try reader.field(&id) {
            if id == 2, kind == .yes || kind == .no { signed = kind == .yes }
            try reader.skip(kind)
        }
        return signed
    }
}
