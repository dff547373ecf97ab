/// Which numbered fields of a struct were there; those beyond 63 are never asked for.
struct FieldSet: ExpressibleByArrayLiteral {
    private var bits: UInt64 = 0

    init() {}
    init(arrayLiteral fields: Int...) { for field in fields { insert(field) } }

    mutating func insert(_ field: Int) { if field < 64 { bits |= 1 << UInt64(field) } }

    mutating func remove(_ field: Int) { if field < 64 { bits &= ~(1 << UInt64(field)) } }

    func contains(_ fields: FieldSet) -> Bool { bits & fields.bits == fields.bits }
}
