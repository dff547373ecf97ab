/// How a latent is written: as a link where section 6 shows the latents of its SAE, else as its number alone. The same
/// number is another latent in another SAE.
struct LatentLinks: Sendable {
    let isOnPage: Bool

    func html(_ id: Int?) -> String {
        guard let id else { return Markup.escaped(Numbers.missing) }
        guard isOnPage else { return "#\(id)" }
        return Markup.text("a", [("class", "latent"), ("href", "#latent-\(id)")], "#\(id)")
    }
}
