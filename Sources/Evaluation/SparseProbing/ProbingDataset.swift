/// A set of labelled texts for sparse probing: where it lies, which field is what, and how texts are chosen from it.
public struct ProbingDataset: Sendable, Hashable {
    /// A class of texts.
    public struct Class: Sendable, Hashable {
        /// What results call it.
        public var name: String
        /// The values of the label field that mean it.
        public var labels: [String]
        /// The file it is in and its text field there, where classes are told apart by that.
        public var file: String?
        public var textField: String?

        public init(_ name: String, labels: [String]? = nil, file: String? = nil, textField: String? = nil) {
            self.name = name
            self.labels = labels ?? [name]
            self.file = file
            self.textField = textField
        }
    }

    /// Where the records are. A name without an ending stands for `.jsonl`, `.jsonl.zst`, `.csv` and `.tsv`.
    public enum Files: Sendable, Hashable {
        case one(String)
        case split(train: String, test: String)
        /// Each class names its own.
        case perClass
    }

    /// How a class's texts become training and test texts.
    public enum Choice: String, Sendable, Hashable, CaseIterable {
        /// The first ones, then the next ones.
        case order
        /// All read texts of a class shuffled as Python's `random` does; then as `order`.
        case shuffle
        /// From files of their own, as pandas' `sample` draws.
        case sample
    }

    /// The entry's name in results.
    public var name: String
    public var files: Files
    public var textField: String
    public var labelField: String?
    public var classes: [Class]
    public var choice: Choice
    /// With `sample`: texts are drawn in equal parts from those with each value of this field, of which there are two.
    public var groupField: String?
    /// Reading stops when every class has one text more than are asked for, as SAEBench's streams do.
    public var stopsWhenEnough: Bool
    /// Characters at the start of each text that are dropped, and the length above which a text counts.
    public var droppedCharacters = 0
    public var minimumCharacters = 0
    /// Texts of each class to train and to test on.
    public var train = 2000
    public var test = 500

    public init(
        name: String, files: Files, textField: String, labelField: String?, classes: [Class], choice: Choice,
        groupField: String? = nil, stopsWhenEnough: Bool = false
    ) {
        self.name = name
        self.files = files
        self.textField = textField
        self.labelField = labelField
        self.classes = classes
        self.choice = choice
        self.groupField = groupField
        self.stopsWhenEnough = stopsWhenEnough
    }
}
