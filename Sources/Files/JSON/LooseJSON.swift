package import Foundation

/// JSON as other programs leave it: Python writes NaN and Infinity, which JSON does not have.
package enum LooseJSON {
    /// Decodes; where that fails, once more with every bare NaN and Infinity replaced by null. Nil where it still fails.
    ///
    /// - Parameter info: what the decoder is told (`JSONDecoder.userInfo`).
    package static func read<Value: Decodable>(
        _ type: Value.Type, _ data: Data, telling info: [CodingUserInfoKey: any Sendable] = [:]
    ) -> Value? {
        if let value = try? JSONCoding.read(type, from: data, as: "", telling: info) { return value }
        guard let mended = mended(data) else { return nil }
        return try? JSONCoding.read(type, from: mended, as: "", telling: info)
    }

    /// The bytes with the words replaced, outside of strings; nil where there are none.
    package static func mended(_ data: Data) -> Data? {
        let words = ["-Infinity", "Infinity", "-inf", "inf", "-NaN", "NaN", "-nan", "nan"].map { Array($0.utf8) }
        let bytes = [UInt8](data)
        var result: [UInt8] = [], index = 0, isInString = false, found = false
        result.reserveCapacity(bytes.count)
        while index < bytes.count {
            let byte = bytes[index]
            if isInString {
                result.append(byte)
                if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
                    index += 1
                    result.append(bytes[index])
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if let word = words.first(where: { bytes[index...].starts(with: $0) }) {
                result += Array("null".utf8)
                index += word.count - 1
                found = true
            } else {
                isInString = byte == UInt8(ascii: "\"")
                result.append(byte)
            }
            index += 1
        }
        return found ? Data(result) : nil
    }
}
