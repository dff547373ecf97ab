/// The header that says which bytes come: "bytes 100-199/5000", "bytes */5000".
package struct ContentRange: Equatable {
    /// Nil for `*`.
    package var first: Int?
    package var last: Int?
    /// Nil for `*`.
    package var total: Int?

    package init?(_ header: String?) {
        guard let header, header.lowercased().hasPrefix("bytes") else { return nil }
        let parts = header.dropFirst(5).drop { $0 == " " || $0 == "=" }.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        total = Int(parts[1])
        guard parts[0] != "*" else { return }
        let ends = parts[0].split(separator: "-", maxSplits: 1).compactMap { Int($0) }
        guard ends.count == 2, ends[0] >= 0, ends[0] <= ends[1] else { return nil }
        (first, last) = (ends[0], ends[1])
    }
}
