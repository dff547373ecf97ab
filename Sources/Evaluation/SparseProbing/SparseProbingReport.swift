import Engine
import Files
import Foundation

/// The accuracies of one SAE, and their file in SAEBench's schema.
struct SparseProbingReport {
    /// What one data set gave.
    struct Entry {
        let dataset: ProbingDataset
        let hasPlan: Bool
        let channels: ProbeFigures
        let latents: ProbeFigures
        let times: PoolingPass.Times
        /// Whether these are an earlier run's.
        var isKept = false
    }

    /// A data set that could not be probed, since files are not there.
    struct Missing: Sendable {
        let dataset: String
        let files: [String]
    }

    let settings: SparseProbingSettings
    let modelName: String
    let missing: [Missing]
    var entries: [Entry] = []
    /// What a reader should know of this run.
    var notes: [String] = []

    init(settings: SparseProbingSettings, modelName: String, missing: [Missing]) {
        self.settings = settings
        self.modelName = modelName
        self.missing = missing
    }

    /// A figure's name in the schema, and its value for each class; empty: not asked for.
    private func figures(_ entry: Entry) -> [(name: String, perClass: [Double])] {
        func side(_ prefix: String, _ figures: ProbeFigures) -> [(name: String, perClass: [Double])] {
            // SAEBench gives −1 where the probe on all latents is left out.
            let skipped = entry.dataset.classes.map { _ in -1.0 }
            return [("\(prefix)_test_accuracy", figures.full ?? skipped)]
                + SparseProbingSettings.possibleKs.map { k in
                    let at = settings.ks.firstIndex(of: k)
                    return ("\(prefix)_top_\(k)_test_accuracy", at.map { figures.sparse[$0] } ?? [])
                }
        }
        return side("llm", entry.channels) + side("sae", entry.latents)
    }

    private func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private func json(_ value: Double?) -> JSONTree { value.map { .number($0) } ?? .null }

    /// Means over classes, then over data sets: an entry of two classes weighs as much as one of five.
    private var metrics: JSONTree {
        let perEntry = entries.map { figures($0).map { (name: $0.name, mean: mean($0.perClass)) } }
        let names = perEntry.first.map { $0.map(\.name) } ?? []
        let means = names.indices.map { at in
            JSONTree.Member(names[at], json(mean(perEntry.compactMap { $0[at].mean })))
        }
        return [
            "llm": .object(means.filter { $0.key.hasPrefix("llm") }),
            "sae": .object(means.filter { $0.key.hasPrefix("sae") }),
        ]
    }

    private var details: [JSONTree] {
        entries.map { entry in
            .object(
                [.init("dataset_name", .text("\(entry.dataset.name)_results"))]
                    + figures(entry).map { .init($0.name, json(mean($0.perClass))) })
        }
    }

    private var unstructured: JSONTree {
        .object(
            entries.map { entry in
                let classes = entry.dataset.classes.map(\.name)
                return .init(
                    "\(entry.dataset.name)_results",
                    .object(
                        figures(entry).filter { !$0.perClass.isEmpty }.map { name, values in
                            .init(name, .object(zip(classes, values).map { .init($0, .number($1)) }))
                        }))
            })
    }

    /// `eval_config` of a run on some data sets.
    static func configuration(
        _ settings: SparseProbingSettings, _ datasets: [ProbingDataset], modelName: String
    ) -> JSONTree {
        let first = datasets.first
        return [
            "random_seed": .integer(Int(settings.seed)),
            "dataset_names": .list(datasets.map { .text($0.name) }),
            // Both halves of a binary task, as SAEBench counts.
            "probe_train_set_size": .integer(2 * (first?.train ?? 0)),
            "probe_test_set_size": .integer(2 * (first?.test ?? 0)),
            "context_length": .integer(settings.contextLength),
            // SAEBench's; no figure depends on them.
            "sae_batch_size": 125,
            "llm_batch_size": 32,
            "llm_dtype": "float32",
            "model_name": .text(modelName),
            "k_values": .list(settings.ks.map { .integer($0) }),
            "lower_vram_usage": .bool(!settings.fitsAllLatents),
        ]
    }

    /// What SAEBench has no field for.
    private var own: JSONTree {
        [
            "pooling": .text(settings.pooling.rawValue),
            "missing_sources": .list(
                missing.map { ["dataset": .text($0.dataset), "files": .list($0.files.map { .text($0) })] }),
            "entries": .list(
                entries.map { entry in
                    [
                        "dataset": .text(entry.dataset.name),
                        "train_texts_per_class": .integer(entry.dataset.train),
                        "test_texts_per_class": .integer(entry.dataset.test),
                        "sample_plan": .bool(entry.hasPlan),
                        "llm_epochs": .list(entry.channels.epochs.map { .integer($0) }),
                        "sae_epochs": .list(entry.latents.epochs.map { .integer($0) }),
                        // By class, of the probe with k = 1.
                        "sae_best_latents": .object(
                            zip(entry.dataset.classes, entry.latents.best ?? []).map {
                                .init($0.name, .integer($1))
                            }),
                        "total_seconds": .number(entry.times.total),
                        "model_seconds": .number(entry.times.model),
                        "encoder_seconds": .number(entry.times.encoder),
                        "probes_seconds": .number(entry.times.probes),
                        "kept_from_an_earlier_run": .bool(entry.isKept),
                    ]
                }),
            "notes": .list(notes.map { .text($0) }),
        ]
    }

    /// SAEBench's schema, filled.
    func file(of sae: EvaluatedSAE, inputs: [String], cost: EvaluationCost) throws -> EvaluationFile {
        try EvaluationFile(
            .sparseProbing, of: sae,
            configuration: Self.configuration(settings, entries.map(\.dataset), modelName: modelName),
            metrics: metrics, details: details, unstructured: unstructured, own: own, seed: UInt64(settings.seed), inputs: inputs, cost: cost)
    }
}

extension EvaluationFile {
    /// The data sets that a sparse-probing result leaves out since their files are not there, each with the names looked
    /// for: what a person should be told. Empty for other evaluations.
    public var missingSources: [(dataset: String, files: [String])] {
        (unstructured["orthosae"]?["missing_sources"]?.elements ?? []).map {
            ($0["dataset"]?.string ?? "", ($0["files"]?.elements ?? []).compactMap(\.string))
        }
    }
}
