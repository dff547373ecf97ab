/// Where in their model some SAEs are, in few words: "blocks.0–11.hook_resid_pre", "layers 0–25".
enum CataloguePlaces {
    /// The words for a list of SAEs; empty where neither ids nor paths say it.
    static func text(_ entries: [CatalogueEntry]) -> String {
        var layers: [String: Set<Int>] = [:]
        var order: [String] = []
        for entry in entries {
            guard let (place, layer) = place(of: entry) else { continue }
            if layers[place] == nil { order.append(place) }
            layers[place, default: []].insert(layer)
        }
        let texts = order.map { place in
            let numbers = (layers[place] ?? []).sorted()
            if place.isEmpty { return (numbers.count == 1 ? "layer " : "layers ") + range(numbers) }
            return "blocks.\(range(numbers)).\(place)"
        }
        return texts.count <= 3 ? texts.joined(separator: ", ") : texts.prefix(2).joined(separator: ", ") + " and \(texts.count - 2) more"
    }

    /// A hook's name behind the layer, empty where only the layer is known; nil where nothing is.
    private static func place(of entry: CatalogueEntry) -> (String, Int)? {
        if let hook = HookWords(in: entry.hook ?? "") { return (hook.rest, hook.layer) }
        return (HookWords.layer(in: entry.id) ?? HookWords.layer(in: entry.path)).map { ("", $0) }
    }

    /// "0–11", or "2, 5, 9" and "0–31 (5)" where some are left out.
    private static func range(_ numbers: [Int]) -> String {
        guard let first = numbers.first, let last = numbers.last, first < last else { return "\(numbers.first ?? 0)" }
        if last - first + 1 == numbers.count { return "\(first)–\(last)" }
        return numbers.count <= 4 ? numbers.map(String.init).joined(separator: ", ") : "\(first)–\(last) (\(numbers.count))"
    }
}
