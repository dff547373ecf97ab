/// SAEBench's sparse-probing file, as far as readers need it.
package struct ProbingRecord: Decodable, Sendable {
    /// One class of a data set against the others, with the best single latent.
    package struct Probe: Sendable, Equatable {
        /// Data set and class.
        package var name: String
        /// Nil where the file does not tell it.
        package var latent: Int?
        /// Test accuracy with that one latent.
        package var accuracy: Double?
    }

    /// `eval_id`.
    package var identity: String?
    private var metrics: [String: [String: Finite]]?
    private var unstructured: Unstructured?

    private enum CodingKeys: String, CodingKey {
        case identity = "eval_id", metrics = "eval_result_metrics", unstructured = "eval_result_unstructured"
    }

    private func accuracy(_ key: String) -> Double? { AbsorptionRecord.known(metrics?["sae"]?[key]?.wrappedValue) }

    package var figures: ComparisonFigures {
        [
            .probing1: accuracy("sae_top_1_test_accuracy"), .probing2: accuracy("sae_top_2_test_accuracy"),
            .probing5: accuracy("sae_top_5_test_accuracy"),
        ]
    }

    /// Of every class, data sets and classes in the order of their names. Empty without figures for one latent.
    package var probes: [Probe] {
        (unstructured?.accuracies ?? [:]).sorted { $0.key < $1.key }.flatMap { set, classes in
            classes.sorted { $0.key < $1.key }.map { name, accuracy in
                let latent = unstructured?.latents[set]?[name]
                return Probe(
                    name: "\(set): \(name)", latent: latent.flatMap { Possible.latents.contains($0) ? $0 : nil },
                    accuracy: accuracy.wrappedValue)
            }
        }
    }

    /// `eval_result_unstructured`: an object for each data set, and one of ours with what SAEBench has no field for.
    private struct Unstructured: Decodable, Sendable {
        /// By data set and class.
        var accuracies: [String: [String: Finite]] = [:]
        var latents: [String: [String: Int]] = [:]

        private struct Key: CodingKey {
            var stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        private struct Own: Decodable {
            struct Entry: Decodable {
                var dataset: String?
                var latents: [String: Int]?
                private enum CodingKeys: String, CodingKey { case dataset, latents = "sae_best_latents" }
            }
            var entries: [Entry]?
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            for key in container.allKeys where key.stringValue.hasSuffix("_results") {
                let figures = try? container.decode([String: [String: Finite]].self, forKey: key)
                accuracies[String(key.stringValue.dropLast(8))] = figures?["sae_top_1_test_accuracy"]
            }
            let own = try? container.decode(Own.self, forKey: Key(stringValue: "orthosae"))
            for entry in own?.entries ?? [] {
                if let set = entry.dataset { latents[set] = entry.latents }
            }
        }
    }
}
