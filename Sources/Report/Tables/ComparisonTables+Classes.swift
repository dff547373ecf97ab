import Records

extension ComparisonTables {
    /// The same lines: for how many classes of tokens has an SAE a latent, and what is absorbed of them? nil where no SAE
    /// has the figures.
    public var classes: TableModel? {
        let metrics = ComparisonMetric.classes.filter { metric in study.finished.contains { $0.figures[metric] != nil } }
        guard !metrics.isEmpty else { return nil }
        return table(
            "Latents for classes of tokens (ours)", metrics, hasPaper: false,
            notes: [
                "ours, not SAEBench's: the best single latent of each class of tokens in plain text that a probe tells",
                "recall and absorption are means over the classes that have a general latent, which differ from SAE to "
                    + "SAE: the files have each class",
            ])
    }
}
