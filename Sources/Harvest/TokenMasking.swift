import Engine
public import Records
import Tokens

/// Masked regularisation (arXiv 2604.06495): before a row of text goes through the language model, some of its tokens are
/// replaced, which breaks up what always occurs together and leaves absorption less to gain. The activations of the
/// replaced tokens are trained on like all others.
///
/// Which tokens, and by what, follows from the seed and the row's number alone; BOS stays. Rows held out for figures are
/// never masked.
public struct TokenMasking: Sendable, Equatable {
    /// Streams of the seed that nothing else draws from: this one plus the row's number.
    private static let firstStream: UInt64 = 1 << 48

    private let share: Float
    /// nil: any token of the vocabulary.
    private let token: Int32?
    private let vocabulary: Int
    private let kept: Int32?
    private let seed: UInt64

    /// nil: nothing is replaced.
    ///
    /// - Parameters:
    ///   - vocabulary: how many ids the model has.
    ///   - bosID: stays where it stands.
    public init?(_ config: RunConfig, vocabulary: Int, bosID: Int32?) {
        guard config.data.maskShare > 0 else { return nil }
        share = config.data.maskShare
        token = config.data.maskToken.map { Int32($0) }
        self.vocabulary = vocabulary
        kept = bosID
        seed = config.data.seed ?? config.seed
    }

    /// The row as the model reads it.
    func masked(_ row: TokenRow, number: Int64) -> TokenRow {
        var random = CounterRandom(seed: seed, stream: TokenMasking.firstStream &+ UInt64(bitPattern: number))
        var row = row
        for place in row.ids.indices {
            // Two draws a place whatever comes of them, so that no place depends on the one before.
            let chosen = random.uniform() < share, other = random.below(vocabulary)
            if chosen, row.ids[place] != kept { row.ids[place] = token ?? Int32(other) }
        }
        return row
    }
}
