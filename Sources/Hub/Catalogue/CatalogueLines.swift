import Failures

/// Lines of tab-separated columns.
struct CatalogueLines {
    static let tab = UInt8(ascii: "\t")
    static let damaged = Failure(.badData, "the catalogue is damaged", remedy: "make it anew with Tools/catalogue/make.py")

    private let bytes: [UInt8]
    private var rest: Range<Int>

    init(_ bytes: [UInt8], within range: Range<Int>? = nil) {
        self.bytes = bytes
        rest = range ?? bytes.indices
    }

    /// The next line, without its end. Throws `.badData` where there is none.
    mutating func line() throws(Failure) -> ArraySlice<UInt8> {
        guard let end = bytes[rest].firstIndex(of: UInt8(ascii: "\n")) else { throw CatalogueLines.damaged }
        defer { rest = end + 1..<rest.upperBound }
        return bytes[rest.lowerBound..<end]
    }

    /// The next line's columns, filled up with empty ones to so many. Throws `.badData` where there is no line or too
    /// many columns.
    mutating func next(_ count: Int = 1) throws(Failure) -> [String] { try CatalogueLines.columns(of: try line(), count) }

    static func columns(of line: ArraySlice<UInt8>, _ count: Int) throws(Failure) -> [String] {
        let found = line.split(separator: tab, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        guard found.count <= count else { throw damaged }
        return found + Array(repeating: "", count: count - found.count)
    }

    /// Passes over so many bytes; where they are. Throws `.badData` where there are fewer.
    mutating func skip(_ count: Int) throws(Failure) -> Range<Int> {
        guard (0...rest.count).contains(count) else { throw CatalogueLines.damaged }
        defer { rest = rest.lowerBound + count..<rest.upperBound }
        return rest.lowerBound..<rest.lowerBound + count
    }
}
