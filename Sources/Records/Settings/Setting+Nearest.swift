import Files

extension Setting {
    /// The key that a misspelt one most likely means: the least edit distance, to the whole key or to its last part.
    static func nearest(to key: String) -> String {
        let wanted = Array(key.lowercased())
        let last = Array(key.lowercased().split(separator: ".").last ?? "")
        var best = (distance: Int.max, key: "")
        for setting in all {
            let whole = Spelling.distance(wanted, Array(setting.key))
            // One more than the plain distance, so that an equally near whole key wins.
            let part = 1 + Spelling.distance(last, Array(setting.key.split(separator: ".").last ?? ""))
            let distance = min(whole, part)
            if distance < best.distance { best = (distance, setting.key) }
        }
        return best.key
    }
}
