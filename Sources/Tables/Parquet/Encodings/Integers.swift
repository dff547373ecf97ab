/// Whole numbers and floating-point ones as PLAIN has them.
enum Integers {
    /// The decoder of an INT32 or INT64 column.
    static func plain(_ bytes: Bytes, bits: Int, signed: Bool) -> PlainScalars<Int64> {
        switch (bits, signed) {
        case (32, true):
            PlainScalars(bytes, size: 4) { source, count, target in
                for i in 0..<count { target[i] = Int64(Int32(littleEndian: (source + 4 * i).loadUnaligned(as: Int32.self))) }
            }
        case (32, false):
            PlainScalars(bytes, size: 4) { source, count, target in
                for i in 0..<count { target[i] = Int64(UInt32(littleEndian: (source + 4 * i).loadUnaligned(as: UInt32.self))) }
            }
        default:
            PlainScalars(bytes, size: 8) { source, count, target throws(Damage) in
                var least: Int64 = 0
                for i in 0..<count {
                    let value = Int64(littleEndian: (source + 8 * i).loadUnaligned(as: Int64.self))
                    target[i] = value
                    least = min(least, value)
                }
                guard signed || least >= 0 else { throw tooLarge(least) }
            }
        }
    }

    /// The decoder of a FLOAT or DOUBLE column.
    static func numbers(_ bytes: Bytes, _ type: PhysicalType) -> PlainScalars<Double> {
        if type == .float {
            PlainScalars(bytes, size: 4) { source, count, target in
                for i in 0..<count {
                    target[i] = Double(Float(bitPattern: UInt32(littleEndian: (source + 4 * i).loadUnaligned(as: UInt32.self))))
                }
            }
        } else {
            PlainScalars(bytes, size: 8) { source, count, target in
                for i in 0..<count {
                    target[i] = Double(bitPattern: UInt64(littleEndian: (source + 8 * i).loadUnaligned(as: UInt64.self)))
                }
            }
        }
    }

    static func tooLarge(_ value: Int64) -> Damage {
        Damage("holds \(UInt64(bitPattern: value)), and whole numbers here end at \(Int64.max)", isUnsupported: true)
    }

    /// BYTE_STREAM_SPLIT: all first bytes, all second bytes and so on; set side by side again.
    static func joined(_ bytes: Bytes, size: Int) throws(Damage) -> Bytes {
        guard bytes.count % size == 0 else { throw Damage("splits \(bytes.count) bytes into streams for values of \(size)") }
        let memory = try PageMemory(bytes.count)
        let count = bytes.count / size
        for stream in 0..<size {
            for i in 0..<count {
                let byte = bytes.start.load(fromByteOffset: stream * count + i, as: UInt8.self)
                memory.start.storeBytes(of: byte, toByteOffset: i * size + stream, as: UInt8.self)
            }
        }
        return memory.bytes
    }
}
