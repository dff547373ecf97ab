extension Setting {
    /// The key that a misspelt one most likely means: the least edit distance, to the whole key or to its last part.
    static func nearest(to key: String) -> String {
        let wanted = Array(key.lowercased())
        let last = Array(key.lowercased().split(separator: ".").last ?? "")
        var best = (distance: Int.max, key: "")
        for setting in all {
            let whole = editDistance(wanted, Array(setting.key))
            // One more than the plain distance, so that an equally near whole key wins.
            let part = 1 + editDistance(last, Array(setting.key.split(separator: ".").last ?? ""))
            let distance = min(whole, part)
            if distance < best.distance { best = (distance, setting.key) }
        }
        return best.key
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).
    static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1]
            for j in 0..<b.count {
                var distance = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    distance = min(distance, beforePrevious[j - 1] + 1)
                }
                current.append(distance)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[b.count]
    }
}
