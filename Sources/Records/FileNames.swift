/// The names of everything in a run folder (drawn in `ARCHITECTURE.md`), in one place.
public enum FileNames {
    /// Every setting, after defaults, file and flags.
    public static let resolvedSettings = "resolved.yaml"
    /// One `TrainEvent` a line.
    public static let events = "events.jsonl"
    /// The folder of checkpoints; each is `checkpoint(step:)`.
    public static let checkpoints = "checkpoints"
    /// The folder of the finished SAE, in SAELens' layout.
    public static let finished = "sae"
    /// The folder of evaluations.
    public static let evaluations = "evaluations"

    // Inside a checkpoint. Where several SAEs train together, each has a folder of its name for the first five.

    /// Encoder, decoder, biases, thresholds.
    public static let weights = "weights.safetensors"
    /// Adam's moments and each latent's last update.
    public static let optimizer = "optimizer.safetensors"
    /// When each latent last fired.
    public static let deadLatents = "dead_latents.safetensors"
    /// What the SAE step carries from one batch to the next: matrices and a JSON part.
    public static let step = "step.safetensors"
    public static let stepState = "step.json"
    /// The activation source: mixing buffer, generators, position in the corpus.
    public static let source = "source.safetensors"
    public static let sourceState = "source.json"
    /// How far the run is.
    public static let progress = "progress.json"
    /// What the run reads, by content.
    public static let inputs = "inputs.json"
    /// The SHA-256 of every other file; written last.
    public static let manifest = "manifest.json"

    /// The folder of the checkpoint after so many steps, inside `checkpoints`.
    public static func checkpoint(step: Int) -> String { "step-\(step)" }

    /// The steps that a checkpoint's folder name tells; nil for any other name.
    public static func step(ofCheckpoint name: String) -> Int? {
        guard name.hasPrefix("step-"), let step = Int(name.dropFirst(5)), checkpoint(step: step) == name else {
            return nil
        }
        return step
    }
}
