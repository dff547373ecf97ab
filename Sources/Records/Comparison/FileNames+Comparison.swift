extension FileNames {
    /// A `ComparisonRecord`, in the folder of `orthosae compare` or `ablate`.
    public static let comparison = "comparison.json"
    /// A `CompetitionReport`, in a run folder.
    public static let competition = "competition.json"
    /// A `LatentRecord` a line, in a run folder.
    public static let latents = "latents.jsonl"
    /// The page, in a run folder or a comparison's.
    public static let report = "report.html"
}
