/// A table before it is text, Markdown or HTML.
public struct TableModel: Sendable, Equatable {
    public struct Cell: Sendable, Equatable {
        public var text: String
        /// The best of its column.
        public var isBest = false
        /// A longer form, for a hover.
        public var note: String?

        public init(_ text: String, isBest: Bool = false, note: String? = nil) {
            self.text = text
            self.isBest = isBest
            self.note = note
        }
    }

    public struct Row: Sendable, Equatable {
        public enum Kind: Sendable, Equatable {
            case ours
            /// The paper's figures: not results of ours, and shown so.
            case paper
        }

        public var kind: Kind
        /// One a column.
        public var cells: [Cell]

        public init(_ kind: Kind = .ours, _ cells: [Cell]) {
            self.kind = kind
            self.cells = cells
        }
    }

    public var title: String
    /// Headings, and what one of it is, where that needs saying.
    public var columns: [(heading: String, unit: String)]
    /// Leading columns that are words; the others are figures.
    public var wordColumns: Int
    public var rows: [Row]
    /// Below the table, a sentence each.
    public var notes: [String]

    public init(
        title: String, columns: [(heading: String, unit: String)], wordColumns: Int = 1, rows: [Row],
        notes: [String] = []
    ) {
        self.title = title
        self.columns = columns
        self.wordColumns = wordColumns
        self.rows = rows
        self.notes = notes
    }

    public static func == (a: TableModel, b: TableModel) -> Bool {
        a.title == b.title && a.columns.map(\.heading) == b.columns.map(\.heading)
            && a.columns.map(\.unit) == b.columns.map(\.unit) && a.wordColumns == b.wordColumns && a.rows == b.rows
            && a.notes == b.notes
    }
}
