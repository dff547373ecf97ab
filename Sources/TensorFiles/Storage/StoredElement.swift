/// A number as a file stores it, and the float32 it becomes. One small type a format, so that a loop over elements is
/// compiled for each.
protocol StoredElement {
    associatedtype Bits: FixedWidthInteger
    static func float(_ bits: Bits) -> Float
}

enum StoredFloat64: StoredElement {
    static func float(_ bits: UInt64) -> Float { Float(Double(bitPattern: bits)) }
}
enum StoredFloat32: StoredElement {
    static func float(_ bits: UInt32) -> Float { Float(bitPattern: bits) }
}
enum StoredFloat16: StoredElement {
    static func float(_ bits: UInt16) -> Float { HalfPrecision.float(float16: bits) }
}
enum StoredBFloat16: StoredElement {
    static func float(_ bits: UInt16) -> Float { HalfPrecision.float(bfloat16: bits) }
}
/// Whole numbers, rounded to the nearest float32.
enum StoredInteger<Bits: FixedWidthInteger>: StoredElement {
    static func float(_ bits: Bits) -> Float { Float(bits) }
}
