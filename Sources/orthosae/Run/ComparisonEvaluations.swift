import Evaluation
import Failures
import Harvest
import Records
import Tokens

/// What a comparison measures of every SAE.
struct ComparisonEvaluations {
    var kinds: [EvaluationFile.Kind]
    var core: CoreSettings
    var groundTruth = GroundTruthSettings()
    var tokenClasses = TokenClassSettings()
    var absorption: AbsorptionSettings
    /// Absorption's words, where they are a spelling testbed's; nil: SAEBench's own prompts.
    var testbed: SpellingTestbed?
    var spellingL0: Double?
    /// nil: no sparse probing.
    var probing: SparseProbingSettings?
    var describe = Described.some
    /// The text and how it is read: the run's own.
    var config: RunConfig

    /// - Throws: `Failure(.usage)` for sparse probing without its texts.
    func check() throws {
        if kinds.contains(.sparseProbing), probing == nil {
            throw Failure(
                .usage, "sparse probing has no texts to read",
                remedy: "name the folder of its sources with --probing-data")
        }
    }

    /// The first rows of the corpus: those that training holds out, as far as it holds out so many.
    func tokens(_ group: EvaluationInputs.Group) throws -> EvaluationTokens { try tokens(core.rows, group) }

    /// For the classes of tokens.
    func classTokens(_ group: EvaluationInputs.Group) throws -> EvaluationTokens { try tokens(classRows, group) }

    private var classRows: Int { TokenClassOptions.rows(tokenClasses, context: config.data.context) }

    private func tokens(_ count: Int, _ group: EvaluationInputs.Group) throws -> EvaluationTokens {
        let paths = config.data.corpus
        // Rows of one document each are of many lengths; the evaluation takes whole ones.
        var data = config.data
        data.packing = .packed
        data.prependBOS = group.tokenizer.prependsBOS
        let stream = try TokenRowStream(data, files: Places.corpus(paths), tokenizer: group.tokenizer)
        return try EvaluationTokens(
            stream, count: count, context: data.context,
            source: Places.title(ofCorpus: paths))
    }

    /// Rows of the core evaluation that were trained on; 0 where all were held out.
    var trainedRows: Int { max(0, core.rows - config.data.heldOutRows) }
    /// The same of the rows for token classes.
    var trainedClassRows: Int { max(0, classRows - config.data.heldOutRows) }
}
