/// How a text of delimited fields is written.
package struct DelimitedDialect: Sendable, Equatable {
    /// Between two fields; not a line end or a quote.
    package var separator: UInt8
    /// What a quotation mark at a field's beginning means.
    package var quotes: Quotes

    package enum Quotes: Sendable, Equatable {
        /// The field goes on to the next one that is not doubled, over separators and line ends (RFC 4180). Anywhere else
        /// a quotation mark is damage.
        case strict
        /// The same, but a field that does not begin with one may have some inside, as Python's csv and pandas read it.
        case lenient
        /// Nothing: a field ends where the separator or the line is (IANA's text/tab-separated-values).
        case none
    }

    package init(separator: UInt8, quotes: Quotes) {
        self.separator = separator
        self.quotes = quotes
    }

    package static let csv = DelimitedDialect(separator: UInt8(ascii: ","), quotes: .strict)
    /// As pandas and `datasets` write it. Text written without quoting reads the same where no field begins with a
    /// quotation mark, and mostly fails where one does.
    package static let tsv = DelimitedDialect(separator: UInt8(ascii: "\t"), quotes: .lenient)
    /// Tab-separated values that know no quoting.
    package static let plainTSV = DelimitedDialect(separator: UInt8(ascii: "\t"), quotes: .none)
}
