/// The characters that stand for bytes in the pieces of byte-level tokenizers (openai/gpt-2 `encoder.py`,
/// bytes_to_unicode): printable ones for themselves, the other 68 in order from U+0100 on.
enum ByteAlphabet {
    /// For each byte, the UTF-8 of its character.
    static let characters: [[UInt8]] = {
        var next: UInt32 = 0x100
        return (0..<256).map { byte in
            let isPrintable = (33...126).contains(byte) || (161...172).contains(byte) || (174...255).contains(byte)
            defer { if !isPrintable { next += 1 } }
            let scalar = isPrintable ? UInt32(byte) : next
            return Unicode.Scalar(scalar).map { Array(String(Character($0)).utf8) } ?? []
        }
    }()

    /// The byte of each character below U+0144, -1 where it stands for none.
    private static let bytes: [Int16] = {
        var bytes = [Int16](repeating: -1, count: 0x144)
        for (byte, utf8) in characters.enumerated() {
            if let scalar = String(decoding: utf8, as: UTF8.self).unicodeScalars.first { bytes[Int(scalar.value)] = Int16(byte) }
        }
        return bytes
    }()

    /// The piece that some bytes of a text are written as.
    static func piece(_ text: ArraySlice<UInt8>) -> [UInt8] { text.flatMap { characters[Int($0)] } }

    /// The bytes that a piece stands for; its own UTF-8 where one of its characters stands for none.
    static func text(_ piece: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in String(decoding: piece, as: UTF8.self).unicodeScalars {
            guard scalar.value < 0x144, bytes[Int(scalar.value)] >= 0 else { return piece }
            result.append(UInt8(bytes[Int(scalar.value)]))
        }
        return result
    }
}
