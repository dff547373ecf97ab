/// What a repository's name says: `SAE-Res-Qwen3-1.7B-Base-W32K-L0_50`, 32·1024 latents of which 50 are kept.
struct QwenName {
    let model: String
    /// F.
    let latents: Int
    let k: Int

    /// The innermost of the names that is one.
    init?(_ names: [String]) {
        let pattern = /SAE-Res-(.+)-W([0-9]{1,6})K-L0_([0-9]{1,9}).*/
        for name in names.reversed() {
            guard let found = name.wholeMatch(of: pattern), let thousands = Int(found.2), thousands > 0, let k = Int(found.3)
            else { continue }
            model = String(found.1)
            (latents, self.k) = (thousands * 1024, k)
            return
        }
        return nil
    }
}
