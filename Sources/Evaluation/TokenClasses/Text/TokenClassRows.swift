import Engine
import Failures
import Tokens

/// Text as rows with classes: what `ClassModelSide` is made from.
struct TokenClassRows {
    let choosing: ClassRows, testing: ClassRows
    /// Numbers of the rows of text that test.
    let testRows: [Int]
    /// Tokens that were left out for the length of their activation.
    let massive: Int

    /// Whole rows of text choose or test, so that no context is on both sides.
    ///
    /// - Parameter text: a token's; nil for a part of a character.
    init(
        _ held: HeldOutActivations, settings: TokenClassSettings, engine: ComputeEngine, text: (Int32) -> String?
    ) {
        let norms = engine.rowSquaredNorms(held.activations).map { $0.squareRoot() }
        let longest = settings.massive * (norms.median ?? 0)
        var random = CounterRandom(seed: settings.seed)
        let order = random.permutation(held.text.rows.count)
        let cut = Int(bounded: (settings.choosingShare * Double(order.count)).rounded())
        let choosers = Set(order.prefix(cut))
        testRows = order.dropFirst(cut).map { Int($0) }.sorted()
        var texts: [Int32: String?] = [:]
        var rows: ([Int32], [Int32]) = ([], []), members: ([Int32], [Int32]) = ([], [])
        var properties = (RowProperties(count: TokenClass.allCases.count), RowProperties(count: TokenClass.allCases.count))
        for (row, place) in held.text.places.enumerated() where norms[row] <= longest {
            let id = held.text.rows[Int(place.row)][Int(place.position)]
            let word = texts[id] ?? text(id)
            texts[id] = .some(word)
            let own = TokenClass.allCases.indices.filter {
                TokenClass.allCases[$0].holds(of: word, position: Int(place.position))
            }
            if choosers.contains(place.row) {
                rows.0.append(Int32(row))
                members.0.append(id)
                properties.0.append(own)
            } else {
                rows.1.append(Int32(row))
                members.1.append(id)
                properties.1.append(own)
            }
        }
        func part(_ rows: [Int32], _ properties: RowProperties, _ members: [Int32]) -> ClassRows {
            let x = Matrix(rows: rows.count, columns: held.activations.columns)
            engine.gatherRows(held.activations, rows, into: x)
            return ClassRows(activations: x, properties: properties, members: members)
        }
        choosing = part(rows.0, properties.0, members.0)
        testing = part(rows.1, properties.1, members.1)
        massive = norms.count - rows.0.count - rows.1.count
    }

    /// A token's text with its leading space; nil where it is part of a character only.
    static func text(_ id: Int32, _ tokenizer: Tokenizer) -> String? {
        let text = tokenizer.decode([id], skipSpecialTokens: false)
        if text.unicodeScalars.contains("\u{FFFD}") { return nil }
        // Some decoders take the first token's space away.
        let hasSpace = tokenizer.token(id)?.hasPrefix("\u{2581}") == true
        return hasSpace && !text.hasPrefix(" ") ? " " + text : text
    }
}
