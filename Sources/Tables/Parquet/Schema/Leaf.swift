/// A column that holds values: a leaf of the schema's tree.
struct Leaf {
    /// As users name it: that of a struct's field is `translation.en`, and a list's is the list's own.
    var name: String
    /// Every name on the way to it, as the file's metadata lists it.
    var path: [String]
    /// Which of a row group's column chunks is its.
    var index: Int
    var type: PhysicalType
    var form: Form
    /// The definition level of a value that is there: how many of the nodes on its path may be missing.
    var definition: Int
    /// 1 within a list, else 0.
    var repetition: Int
    /// The definition level from which on a list has an element; one less is an empty list, and still less none.
    var element: Int

    /// How the values of its type are taken.
    enum Form {
        case text
        /// Of a column that has no values at all.
        case null
        case integers(bits: Int, signed: Bool)
        case numbers
        case truths
    }

    var isList: Bool { repetition > 0 }
}
