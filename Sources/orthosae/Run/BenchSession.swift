import EmbeddedModel
import Engine
import Failures
import LanguageModels
import Measuring
import Records
import Tokens

/// What `orthosae bench` measures, opened and checked before anything is measured.
struct BenchSession {
    enum Stage: String, CaseIterable { case step, forward, harvest, tokenizer }

    private let engine: ComputeEngine
    private let repeats: Int
    private let cases: [StepCase]
    private let stages: [Stage]
    private var inputs: Inputs?
    private let tokens: Int
    private let productSize: Int?
    private let probeMebibytes: Int?
    private let noBOS: Bool

    /// The model's side.
    private struct Inputs {
        let name: String
        /// nil where only the tokenizer is measured.
        let model: LanguageModel?
        let hook: Hookpoint
        let tokenizer: Tokenizer
        let corpus: [String]
    }

    /// - Throws: `Failure`: `.usage` for a shape, L0 or stage that there is not; what opening the model throws.
    init(_ command: BenchCommand) throws {
        let names = Stage.allCases.map(\.rawValue).joined(separator: ", ")
        stages = try BenchSession.list(command.stages, at: "--stages", names) { Stage(rawValue: $0) }
        cases = stages.contains(.step) ? try BenchSession.cases(command) : []
        repeats = command.repeats
        tokens = command.tokens
        productSize = command.product
        probeMebibytes = command.memory
        noBOS = command.noBOS
        engine = try command.compute.engine()
        guard stages.contains(where: { $0 != .step }) else { return }
        let paths = command.corpus.isEmpty ? [EmbeddedGemma.name] : command.corpus
        let corpus = try Places.corpus(paths)
        guard stages.contains(.forward) || stages.contains(.harvest) else {
            inputs = Inputs(
                name: ModelAndTokenizer.name(command.model), model: nil,
                hook: Hookpoint(layer: 0, site: .residPost), tokenizer: try ModelTokenizer.open(command.model).tokenizer,
                corpus: corpus)
            return
        }
        let opened = try ModelAndTokenizer(command.model, engine: engine)
        let model = opened.model
        guard command.layer < model.configuration.layers else {
            throw Failure(
                .usage, "there is no layer \(command.layer): the model has \(model.configuration.layers)",
                at: "--layer",
                remedy: "name one from 0 to \(model.configuration.layers - 1)")
        }
        inputs = Inputs(
            name: opened.name,
            model: model,
            hook: Hookpoint(layer: command.layer, site: .residPost),
            tokenizer: opened.tokenizer,
            corpus: corpus)
    }

    private static func cases(_ command: BenchCommand) throws -> [StepCase] {
        let sparsities: [StepCase.Sparsity] = try list(command.l0, at: "--l0", "numbers from 1 on, or half") { word in
            if word == "half" { return .half }
            return Int(word).flatMap { $0 >= 1 ? .latents($0) : nil }
        }
        var cases: [StepCase] = []
        for shape in try command.shape.map({ try StepShape($0) }) {
            for architecture in command.architecture {
                let bases = sparsities.map {
                    StepCase(
                        shape: shape, architecture: architecture, sparsity: $0, firing: command.firing,
                        threshold: command.theta, coefficient: command.coefficient, form: command.form)
                }
                switch command.sweep {
                case .latents?: cases += bases.flatMap { StepSweep.latents.cases(of: $0) }
                case .l0?: cases += StepSweep.l0.cases(of: bases[0])
                case nil: cases += bases
                }
            }
        }
        for one in cases { try one.validate() }
        return cases
    }

    /// Words with commas between them.
    private static func list<T>(
        _ text: String, at option: String, _ choices: String, _ make: (String) -> T?
    ) throws -> [T] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let value = make(String(word)) else {
                throw Failure(.usage, "\(word.quoted) is nothing to measure", at: option, remedy: "give \(choices)")
            }
            return value
        }
    }

    /// - Parameter say: told what begins.
    func run(_ say: (String) -> Void) throws -> BenchResult {
        var result = BenchResult(version: ProductVersion.current, engine: engine)
        let isDevice = engine.deviceDescription != nil
        let probe = MachineProbe(
            engine: engine, size: productSize ?? (isDevice ? 8192 : 3072),
            bytes: (probeMebibytes ?? (isDevice ? 1024 : 128)) << 20)
        let steps = StepMeasurement(engine: engine, probe: probe, repeats: repeats)
        for one in cases {
            say("step: \(BenchReport.title(one))")
            result.steps.append(try steps.run(one))
        }
        guard let inputs else { return result }
        let models = ModelMeasurement(engine: engine, probe: probe, repeats: repeats)
        func rows() throws -> TokenRowStream {
            try TokenRowStream(
                files: inputs.corpus, tokenizer: inputs.tokenizer,
                context: min(128, inputs.model?.configuration.contextLength ?? 128), epochs: 1000, prependBOS: !noBOS)
        }
        for stage in stages where stage != .step {
            say("\(stage.rawValue): \(inputs.name)")
            switch stage {
            case .step: continue
            case .forward:
                guard let model = inputs.model else { continue }
                result.models.append(
                    try models.forward(model, name: inputs.name, to: inputs.hook, tokens: tokens))
            case .harvest:
                guard let model = inputs.model else { continue }
                result.models.append(
                    try models.harvest(model, name: inputs.name, to: inputs.hook, rows: rows(), passes: 2))
            case .tokenizer:
                result.models.append(
                    try models.tokenizer(inputs.tokenizer, name: inputs.name, rows: rows(), bytes: 1 << 18))
            }
        }
        return result
    }
}
