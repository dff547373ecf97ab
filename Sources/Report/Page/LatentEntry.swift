import Records

/// One latent, already as the pieces of JSON that the page will hold; the record it came from is gone.
struct LatentEntry: Sendable {
    /// How much of a context is kept around its strongest token, and how many of each list.
    static let before = 16, after = 10, mostContexts = 6, mostLogits = 10, mostNeighbours = 12

    let id: Int
    let isAlive: Bool?
    let density: Double?
    let maximum: Double?
    let cosine: Double?
    /// The strongest token of its strongest context.
    let label: Int?
    /// Tokens by which it is found: the strongest of each context, and the top logits.
    let search: [Int]
    let associations: [LatentRecord.Association]
    /// `[histogram, top, bottom, nearest, competing]`, without the brackets.
    let rest: String
    /// `[[tokens], [position, activation, …]]` each, strongest first.
    var contexts: [String]

    init(_ record: LatentRecord, _ table: inout TokenTable) {
        id = record.id
        isAlive = record.isAlive
        density = record.density
        maximum = record.maximum
        cosine = record.encoderDecoderCosine
        associations = record.associations
        var found: [Int] = [], contexts: [String] = [], label: Int?
        for context in record.contexts {
            let values = context.activations
            guard
                let peak = values.indices.filter({ values[$0].isFinite && $0 < context.tokens.count }).max(by: {
                    values[$0] < values[$1]
                })
            else { continue }
            let token = table.index(context.tokens[peak])
            if label == nil { label = token }
            if !found.contains(token) { found.append(token) }
            if contexts.count < LatentEntry.mostContexts {
                contexts.append(LatentEntry.context(context, around: peak, &table))
            }
        }
        self.label = label
        self.contexts = contexts
        func logits(_ logits: [LatentRecord.Logit]) -> String {
            ScriptJSON.array(
                logits.prefix(LatentEntry.mostLogits).map {
                    "[\(table.index($0.token)),\(ScriptJSON.number($0.value))]"
                })
        }
        func neighbours(_ all: [LatentRecord.Neighbour]) -> String {
            ScriptJSON.array(all.prefix(LatentEntry.mostNeighbours).map { "[\($0.id),\(ScriptJSON.number($0.value))]" })
        }
        for logit in record.topLogits.prefix(3) {
            let token = table.index(logit.token)
            if !found.contains(token) { found.append(token) }
        }
        search = found
        let histogram = record.histogram.map { histogram in
            "[\(ScriptJSON.number(histogram.start)),\(ScriptJSON.number(histogram.width)),\(ScriptJSON.array(histogram.counts.map(String.init)))]"
        }
        rest = [
            histogram ?? "null", logits(record.topLogits), logits(record.bottomLogits), neighbours(record.nearest),
            neighbours(record.competing),
        ].joined(separator: ",")
    }

    private static func context(_ context: LatentRecord.Context, around peak: Int, _ table: inout TokenTable) -> String
    {
        let from = max(0, peak - before), to = min(context.tokens.count, peak + after + 1)
        let tokens = context.tokens[from..<to].map { String(table.index($0)) }
        let values = (from..<to).compactMap { position -> String? in
            guard position < context.activations.count, context.activations[position].isFinite,
                context.activations[position] != 0
            else { return nil }
            return "\(position - from),\(ScriptJSON.number(context.activations[position]))"
        }
        return "[\(ScriptJSON.array(tokens)),\(ScriptJSON.array(values))]"
    }

    /// Characters of its JSON with so many contexts.
    func size(contexts count: Int) -> Int {
        rest.utf8.count + contexts.prefix(count).reduce(4) { $0 + $1.utf8.count + 1 }
    }
}
