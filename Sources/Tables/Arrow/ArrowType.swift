/// What an array of the Arrow format holds, as far as this program tells kinds apart.
///
/// Source: https://github.com/apache/arrow/blob/main/format/Schema.fbs and docs/source/format/Columnar.rst, which says
/// what buffers each has.
enum ArrowType: Equatable {
    /// Nulls alone; it has no buffers.
    case null
    case integer(bits: Int, signed: Bool)
    case float(bits: Int)
    case truth
    /// Strings or bytes, with offsets of 32 or 64 bits.
    case bytes(isWide: Bool)
    /// Strings or bytes as views of 16 bytes: the bytes themselves, or where they lie.
    case byteViews
    case list(isWide: Bool)
    case fixedList(size: Int)
    case structure
    /// Everything else, as messages name it; how many buffers it has, and perhaps more that the batch counts.
    case other(String, buffers: Int)

    /// How many buffers an array has, those of its children apart and those of views behind their first two.
    var buffers: Int {
        switch self {
        case .null: 0
        case .integer, .float, .truth, .list, .byteViews: 2
        case .bytes: 3
        case .fixedList, .structure: 1
        case .other(_, let buffers): buffers
        }
    }

    /// As messages name it.
    var name: String {
        switch self {
        case .null: "nulls"
        case .integer: "whole numbers"
        case .float: "floating-point numbers"
        case .truth: "truth values"
        case .bytes, .byteViews: "strings"
        case .list, .fixedList: "lists"
        case .structure: "structs"
        case .other(let name, _): name
        }
    }

    /// How many children it must have; nil: any number.
    var children: Int? {
        switch self {
        case .list, .fixedList: 1
        case .structure: nil
        case .other: nil
        default: 0
        }
    }

    /// From a field of the schema.
    ///
    /// - Parameters:
    ///   - tag: which member of the union `Type`.
    ///   - table: that member.
    ///   - hasUnionValidity: before version V5 of the metadata, unions had a validity bitmap.
    init(tag: UInt8, _ table: FlatTable?, hasUnionValidity: Bool) throws(FlatBufferDamage) {
        switch tag {
        case 1: self = .null
        case 2:
            let bits = Int(try table?.number(0, absent: Int32(0)) ?? 0)
            guard [8, 16, 32, 64].contains(bits) else { throw FlatBufferDamage(what: "a whole number has \(bits) bits") }
            self = .integer(bits: bits, signed: try table?.number(1, absent: UInt8(0)) ?? 0 != 0)
        case 3:
            // Half, single, double.
            let width = try table?.number(0, absent: Int16(0)) ?? 0
            guard (0...2).contains(width) else { throw FlatBufferDamage(what: "a number has the precision \(width)") }
            self = .float(bits: 16 << Int(width))
        case 4, 5: self = .bytes(isWide: false)
        case 19, 20: self = .bytes(isWide: true)
        case 6: self = .truth
        case 12: self = .list(isWide: false)
        case 21: self = .list(isWide: true)
        case 13: self = .structure
        case 16:
            let size = Int(try table?.number(0, absent: Int32(0)) ?? 0)
            guard size >= 0 else { throw FlatBufferDamage(what: "lists have the length \(size)") }
            self = .fixedList(size: size)
        case 23, 24: self = .byteViews
        case 14:
            let isDense = try table?.number(0, absent: Int16(0)) ?? 0 == 1
            self = .other("a union", buffers: (isDense ? 2 : 1) + (hasUnionValidity ? 1 : 0))
        case 7: self = .other("decimal numbers", buffers: 2)
        case 8: self = .other("dates", buffers: 2)
        case 9: self = .other("times of day", buffers: 2)
        case 10: self = .other("times", buffers: 2)
        case 11, 18: self = .other("spans of time", buffers: 2)
        case 15: self = .other("bytes of fixed size", buffers: 2)
        case 17: self = .other("maps", buffers: 2)
        case 22: self = .other("runs", buffers: 0)
        case 25, 26: self = .other("views of lists", buffers: 3)
        default: throw FlatBufferDamage(what: "a column has the unknown type \(tag)")
        }
    }
}
