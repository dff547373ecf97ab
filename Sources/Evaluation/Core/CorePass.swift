import Engine
import Failures
import LanguageModels

/// One pass over the tokens for several SAEs: the clean and the ablated forward are shared, each SAE adds its own from
/// the hook on, and logits exist for some positions at a time.
final class CorePass {
    private let model: LanguageModel
    private let settings: CoreSettings
    private let engine: ComputeEngine
    private let cost: EvaluationCost
    private let splices: [Splice]
    /// Which SAEs read at a hook, hooks in the SAEs' order.
    private let hooks: [(hook: Hookpoint, members: [Int])]

    private var clean = ReconstructionSums()
    private var ablated: [ReconstructionSums]
    private var replaced: [ReconstructionSums]
    private let sparsity: [SparsitySums]

    init(
        _ saes: [EvaluatedSAE], model: LanguageModel, settings: CoreSettings, engine: ComputeEngine, cost: EvaluationCost
    ) {
        self.model = model
        self.settings = settings
        self.engine = engine
        self.cost = cost
        splices = saes.map { Splice($0, engine: engine) }
        sparsity = splices.map { SparsitySums($0, engine: engine) }
        var hooks: [(hook: Hookpoint, members: [Int])] = []
        for (index, sae) in saes.enumerated() {
            if let at = hooks.firstIndex(where: { $0.hook == sae.hook }) {
                hooks[at].members.append(index)
            } else {
                hooks.append((sae.hook, [index]))
            }
        }
        self.hooks = hooks
        ablated = Array(repeating: ReconstructionSums(), count: hooks.count)
        replaced = Array(repeating: ReconstructionSums(), count: saes.count)
    }

    /// Adds a batch of the first slice.
    func addReconstruction(_ batch: CoreBatch) throws {
        let (rows, d) = (batch.tokens.count, model.configuration.hiddenSize)
        let own = Matrix(rows: rows, columns: d)
        for (number, (hook, members)) in hooks.enumerated() {
            let isFirst = number == 0
            var edits: [(Matrix) throws -> Void] = isFirst ? [{ _ in }] : []
            edits.append { [engine] in engine.fill($0, with: 0) }
            for member in members { edits.append { [self] in replace($0, by: splices[member], batch) } }
            let streams = edits.indices.map { isFirst && $0 == 0 ? own : Matrix(rows: rows, columns: d) }
            try cost.measure("model") {
                try model.finalResiduals(of: batch.tokens, replacingAt: hook, with: edits, into: streams)
            }
            let others = isFirst ? Array(streams.dropFirst()) : streams
            for first in stride(from: 0, to: batch.valid.count, by: settings.logitRows) {
                let range = first..<min(batch.valid.count, first + settings.logitRows)
                try addLosses(batch, range, own: own, others: others, members: members, hook: number)
            }
        }
    }

    /// x ← x̂, at special tokens too unless they are excluded.
    private func replace(_ x: Matrix, by splice: Splice, _ batch: CoreBatch) {
        let begun = ContinuousClock.now
        if settings.excludesSpecialTokens {
            let chosen = Matrix(rows: batch.valid.count, columns: x.columns)
            engine.gatherRows(x, batch.valid, into: chosen)
            splice.reconstruct(chosen, textEnds: batch.validEnds, into: chosen)
            engine.scatterRows(chosen, batch.valid, into: x)
        } else {
            splice.reconstruct(x, textEnds: batch.textEnds, into: x)
        }
        // This ran inside what is measured as the model's.
        let seconds = (ContinuousClock.now - begun).seconds
        cost.add("encoder", seconds: seconds)
        cost.add("model", seconds: -seconds)
    }

    /// The losses of some valid positions: the model's own, ablated (the first of `others`), and each SAE's.
    private func addLosses(
        _ batch: CoreBatch, _ range: Range<Int>, own: Matrix, others: [Matrix], members: [Int], hook: Int
    ) throws {
        let vocabulary = model.configuration.vocabularySize
        let positions = Array(batch.valid[range]), targets = batch.targets[range]
        let wanted = targets.map { $0 ?? 0 }
        let stream = Matrix(rows: range.count, columns: own.columns)
        let p = Matrix(rows: range.count, columns: vocabulary), q = Matrix(rows: range.count, columns: vocabulary)
        func logits(_ source: Matrix, into target: Matrix) throws {
            try cost.measure("model") {
                engine.gatherRows(source, positions, into: stream)
                try model.logits(ofFinal: stream, into: target)
            }
        }
        try logits(own, into: p)
        let sums = cost.measure("losses") { engine.logSumExps(p) }
        if hook == 0 {
            cost.measure("losses") {
                clean.add(crossEntropies: engine.crossEntropies(p, targets: wanted, logSums: sums), targets: targets)
            }
        }
        for (index, other) in others.enumerated() {
            try logits(other, into: q)
            cost.measure("losses") {
                let otherSums = engine.logSumExps(q)
                let entropies = engine.crossEntropies(q, targets: wanted, logSums: otherSums)
                let divergences = engine.divergences(of: p, logSums: sums, from: q, logSums: otherSums)
                if index == 0 {
                    ablated[hook].add(crossEntropies: entropies, divergences: divergences, targets: targets)
                } else {
                    replaced[members[index - 1]].add(
                        crossEntropies: entropies, divergences: divergences, targets: targets)
                }
            }
        }
    }

    /// Adds a batch of the second slice; only positions that count are encoded.
    func addSparsity(_ batch: CoreBatch) throws {
        guard !batch.valid.isEmpty else { return }
        for (hook, members) in hooks {
            let x = Matrix(rows: batch.tokens.count, columns: model.configuration.width(at: hook))
            let chosen = Matrix(rows: batch.valid.count, columns: x.columns)
            try cost.measure("model") {
                try model.activations(of: batch.tokens, at: hook, into: x)
                engine.gatherRows(x, batch.valid, into: chosen)
            }
            for member in members { cost.measure("encoder") { sparsity[member].add(chosen, batch) } }
        }
    }

    /// What has been added up, one for each SAE.
    func figures() -> [CoreFigures] {
        var figures = Array(repeating: CoreFigures(), count: splices.count)
        for (number, (_, members)) in hooks.enumerated() {
            for member in members {
                figures[member].ceWithout = clean.meanCrossEntropy
                figures[member].ceAblated = ablated[number].meanCrossEntropy
                figures[member].klAblated = ablated[number].meanDivergence
                figures[member].ceWith = replaced[member].meanCrossEntropy
                figures[member].klWith = replaced[member].meanDivergence
                sparsity[member].fill(&figures[member])
            }
        }
        return figures
    }
}
