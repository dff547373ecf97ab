import Engine
import Records

/// Where in the text a latent fires most.
struct LatentContexts {
    let text: HeldOutText
    let activity: LatentActivity
    let settings: CompetitionSettings
    let texts: TokenTexts
    let engine: ComputeEngine

    /// Tokens of each latent that contexts are chosen from: many may stand beside each other or in the same words.
    static let candidates = 48

    /// The contexts of the strongest tokens, strongest first; none overlaps a stronger one or has the same words.
    func contexts(of latent: Int, strongest: [(row: Int, value: Float)]) -> [LatentRecord.Context] {
        var chosen: [(row: Int, window: Range<Int>)] = []
        for candidate in strongest {
            if chosen.count == settings.contexts { break }
            let place = text.places[candidate.row], row = Int(place.row), position = Int(place.position)
            let ids = text.rows[row]
            let window = max(0, position - settings.before)..<min(ids.count, position + settings.after + 1)
            let isNew = chosen.allSatisfy { other in
                !(other.row == row && other.window.overlaps(window)) && text.rows[other.row][other.window] != ids[window]
            }
            if isNew { chosen.append((row, window)) }
        }
        return chosen.map { context(of: latent, row: $0.row, $0.window) }
    }

    /// The token on which a latent fires most.
    func label(_ strongest: [(row: Int, value: Float)]) -> String? {
        strongest.first.map { first in
            let place = text.places[first.row]
            return texts[text.rows[Int(place.row)][Int(place.position)]]
        }
    }

    private func context(of latent: Int, row: Int, _ window: Range<Int>) -> LatentRecord.Context {
        // Tokens beyond those that were looked at have no activations.
        let indices = text.indices[row][window].map { $0 < activity.tokens ? $0 : -1 }
        let known = indices.filter { $0 >= 0 }.map(Int.init)
        let first = known.first ?? 0, last = known.last ?? -1
        let values = engine.values(of: activity.latents, activity.order, column: latent, rows: first..<last + 1)
        return LatentRecord.Context(
            tokens: text.rows[row][window].map { texts[$0] },
            activations: indices.map { $0 < 0 ? 0 : Double(values[Int($0) - first]).rounded(digits: 4) })
    }
}
