/// Of how many latents the page holds contexts.
public enum LatentPages: Sendable, Equatable {
    /// The ones with the largest activations; beside them always those that letters, probes or the graph name.
    case strongest(Int)
    case all
}
