/// English words of the closed classes, in small letters. A word that is of two classes ("that", "her", "for") stands in
/// both: a token's text does not say which it is.
enum WordLists {
    static func words(of one: TokenClass) -> Set<String> {
        switch one {
        case .determiner: determiners
        case .preposition: prepositions
        case .pronoun: pronouns
        case .auxiliary: auxiliaries
        case .conjunction: conjunctions
        default: []
        }
    }

    private static let determiners = list(
        "the a an this that these those my your his her its our their some any no every each either neither both all "
            + "another such what which whose")

    private static let prepositions = list(
        "of in to for on with at by from about into over after under between through during before without against "
            + "among within upon toward towards across behind beyond near off above below around along beside besides "
            + "beneath despite until till since except onto inside outside throughout amid via per")

    private static let pronouns = list(
        "i you he she it we they me him her us them mine yours hers ours theirs myself yourself himself herself itself "
            + "ourselves themselves who whom this that these those which what someone anyone everyone nobody something "
            + "anything everything nothing none")

    private static let auxiliaries = list(
        "be am is are was were been being have has had having do does did can could will would shall should may might "
            + "must ought cannot")

    private static let conjunctions = list(
        "and or but nor so yet for if because although though while whereas unless until since when whenever than that "
            + "whether as once")

    private static func list(_ words: String) -> Set<String> { Set(words.split(separator: " ").map(String.init)) }
}
