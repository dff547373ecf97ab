import Failures

/// The header of a NumPy `.npy` file, versions 1 to 3: a Python dictionary with the keys descr, fortran_order and
/// shape, each once. Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
struct NpyHeader {
    let type: TensorType
    let shape: [Int]
    /// Whether the first dimension is the one whose neighbours lie side by side.
    let isFortranOrder: Bool
    let dataStart: Int

    private static let types: [String: TensorType] = [
        "<f2": .float16, "<f4": .float32, "<f8": .float64, "<i4": .int32, "<i8": .int64,
    ]

    /// The most bytes in front of an array's numbers: a header of a MiB is refused.
    static let longest = 12 + (1 << 20)

    /// Where an array's numbers begin by what the first bytes say; nil where there are too few.
    static func length(_ start: [UInt8]) -> Int? {
        guard start.count >= 12 else { return nil }
        let lengthBytes = start[6] == 1 ? 2 : 4
        return (0..<lengthBytes).reduce(8 + lengthBytes) { $0 + Int(start[8 + $1]) << (8 * $1) }
    }

    /// - Parameters:
    ///   - bytes: the file, or as much of it as holds its header.
    ///   - size: bytes of the whole file; nil: those given.
    init(_ bytes: UnsafeRawBufferPointer, size: Int? = nil, place: String) throws {
        func bad(_ what: String) -> Failure {
            Failure(.badData, what, at: place, remedy: "write it again with numpy, as a C-ordered array")
        }
        guard bytes.count >= 10, bytes[..<6].elementsEqual([0x93] + Array("NUMPY".utf8)) else {
            throw bad("does not begin as an .npy file does")
        }
        let version = bytes[6]
        guard (1...3).contains(version), bytes[7] == 0 else {
            throw bad("is of .npy version \(version).\(bytes[7]); 1.0, 2.0 and 3.0 can be read")
        }
        let lengthBytes = version == 1 ? 2 : 4
        guard bytes.count >= 8 + lengthBytes else { throw bad("ends inside its header") }
        let length = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
        dataStart = 8 + lengthBytes + length
        guard length <= 1 << 20 else { throw bad("says that its header has \(length) bytes; an array's has few") }
        guard dataStart <= bytes.count else {
            throw bad("says that its header has \(length) bytes, but only \(bytes.count - 8 - lengthBytes) follow")
        }
        guard let text = String(validating: bytes[(8 + lengthBytes)..<dataStart], as: UTF8.self) else {
            throw bad("has a header that is not text")
        }

        var rest = Substring(text)
        func take(_ token: String) -> Bool {
            rest = rest.drop { $0 == " " }
            guard rest.hasPrefix(token) else { return false }
            rest.removeFirst(token.count)
            return true
        }
        func quotedWord() throws -> String {
            guard take("'"), let end = rest.firstIndex(of: "'") else {
                throw bad("has a header other than {'descr', 'fortran_order', 'shape'}: \(text.quoted)")
            }
            defer { rest = rest[rest.index(after: end)...] }
            return String(rest[..<end])
        }
        func demand(_ token: String) throws {
            guard take(token) else { throw bad("lacks \(token.quoted) in its header \(text.quoted)") }
        }

        var type: TensorType?, fortran: Bool?, shape: [Int]?
        try demand("{")
        while !take("}") {
            let key = try quotedWord()
            try demand(":")
            switch key {
            case "descr" where type == nil:
                let name = try quotedWord()
                type = NpyHeader.types[name]
                guard type != nil else { throw bad(NpyHeader.refusal(name)) }
            case "fortran_order" where fortran == nil:
                fortran = take("True")
                if fortran == false { try demand("False") }
            case "shape" where shape == nil:
                shape = []
                try demand("(")
                while !take(")") {
                    let digits = rest.drop { $0 == " " }.prefix { ("0"..."9").contains($0) && $0.isASCII }
                    guard let dimension = Int(digits) else { throw bad("has no proper shape in \(text.quoted)") }
                    rest = rest[digits.endIndex...]
                    shape?.append(dimension)
                    if take(",") { continue }
                    // (3) is a number in Python, not a shape.
                    guard shape?.count != 1 else { throw bad("has no proper shape in \(text.quoted)") }
                    try demand(")")
                    break
                }
            default: throw bad("has the key \(key.quoted) twice or unasked in its header")
            }
            if take(",") { continue }
            try demand("}")
            break
        }
        guard rest.allSatisfy({ $0 == " " || $0 == "\n" }) else { throw bad("has more than a dictionary in its header") }
        guard let type, let fortran, let shape else {
            throw bad("has a header without descr, fortran_order or shape: \(text.quoted)")
        }
        guard let needed = SafetensorsHeader.byteCount(shape, type) else { throw bad("has the impossible shape \(shown(shape))") }
        let present = (size ?? bytes.count) - dataStart
        guard needed == present else {
            throw bad("needs \(needed) bytes for \(shown(shape)) of \(type.rawValue), but \(present) follow its header")
        }
        self.type = type
        self.shape = shape
        isFortranOrder = fortran
    }

    private static func refusal(_ name: String) -> String {
        if name.contains("O") { return "holds Python objects (\(name.quoted)): a pickle, which is not run" }
        if name.hasPrefix(">") { return "holds big-endian numbers (\(name.quoted)); little-endian ones can be read" }
        return "holds \(name.quoted); '<f2', '<f4', '<f8', '<i4' and '<i8' can be read"
    }
}
