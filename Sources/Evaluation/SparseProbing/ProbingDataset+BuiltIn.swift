/// The eight entries of SAEBench's sparse probing, from five sources (Guides/SparseProbing.md).
extension ProbingDataset {
    /// In SAEBench's order.
    public static let builtIn: [ProbingDataset] = [
        biasInBios(1, [(0, "accountant"), (1, "architect"), (2, "attorney"), (6, "dentist"), (9, "filmmaker")]),
        biasInBios(2, [(11, "journalist"), (13, "nurse"), (14, "painter"), (18, "photographer"), (19, "physician")]),
        biasInBios(3, [(20, "poet"), (21, "professor"), (22, "psychologist"), (25, "surgeon"), (26, "teacher")]),
        ProbingDataset(
            name: "canrager/amazon_reviews_mcauley_1and5", files: amazon, textField: "text", labelField: "category",
            classes: numbered([
                (1, "Toys_and_Games"), (2, "Cell_Phones_and_Accessories"), (3, "Industrial_and_Scientific"),
                (5, "Musical_Instruments"), (6, "Electronics"),
            ]), choice: .sample, groupField: "rating"),
        ProbingDataset(
            name: "canrager/amazon_reviews_mcauley_1and5_sentiment", files: amazon, textField: "text",
            labelField: "rating", classes: [Class("1.0"), Class("5.0")], choice: .sample),
        githubCode,
        ProbingDataset(
            name: "fancyzhx/ag_news", files: .split(train: "ag_news_train", test: "ag_news_test"), textField: "text",
            labelField: "label",
            classes: numbered([(0, "World"), (1, "Sports"), (2, "Business"), (3, "Sci/Tech")]), choice: .sample),
        ProbingDataset(
            name: "Helsinki-NLP/europarl", files: .perClass, textField: "translation", labelField: nil,
            classes: [("en", "en-fr"), ("fr", "fr-it"), ("de", "de-en"), ("es", "es-fr"), ("nl", "nl-pt")].map {
                Class($0.0, file: "europarl_\($0.1)", textField: "translation.\($0.0)")
            }, choice: .shuffle, stopsWhenEnough: true),
    ]

    private static let amazon = Files.split(
        train: "amazon_reviews_mcauley_1and5_train", test: "amazon_reviews_mcauley_1and5_test")

    private static let githubCode: ProbingDataset = {
        var code = ProbingDataset(
            name: "codeparrot/github-code", files: .one("github-code"), textField: "code", labelField: "language",
            classes: ["C", "Python", "HTML", "Java", "PHP"].map { Class($0) }, choice: .shuffle, stopsWhenEnough: true)
        // Licence headers would tell the languages apart: the first 50 tokens, taken as 3 characters each, go.
        code.droppedCharacters = 150
        code.minimumCharacters = 534
        return code
    }()

    private static func biasInBios(_ set: Int, _ professions: [(Int, String)]) -> ProbingDataset {
        ProbingDataset(
            name: "LabHC/bias_in_bios_class_set\(set)",
            files: .split(train: "bias_in_bios_train", test: "bias_in_bios_test"), textField: "hard_text",
            labelField: "profession", classes: numbered(professions), choice: .sample, groupField: "gender")
    }

    private static func numbered(_ classes: [(Int, String)]) -> [Class] {
        classes.map { Class(String($0.0), labels: [String($0.0), $0.1]) }
    }
}
