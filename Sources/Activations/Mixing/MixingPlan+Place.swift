import Engine
import Failures

/// Where a source stands that has served so many activations. The plan alone decides it, but for the length of a stream
/// that ends before the plan's tokens: so a saved place can be worked out instead of believed.
struct MixingPlace: Equatable {
    /// Activations taken from the stream.
    var read: Int
    /// Rows of the buffer, and how many of them were served.
    var rows: Int
    var cursor: Int
    /// How often the buffer was filled.
    var fills: Int
}

extension MixingPlan {
    /// - Parameters:
    ///   - served: activations handed out.
    ///   - end: where the source knows that no more come, how many came in all.
    /// - Returns: nil where no such place exists.
    func place(served: Int, end: Int?) -> MixingPlace? {
        guard served >= 0, served <= tokens, served % batch == 0 else { return nil }
        let share = servedPerRound
        guard let end else {
            if served == 0 { return MixingPlace(read: 0, rows: 0, cursor: 0, fills: 0) }
            // The next fill comes when the next batch is asked for.
            let round = (served - 1) / share, read = capacity + round * share
            guard read < tokens else { return nil }
            return MixingPlace(read: read, rows: capacity, cursor: served - round * share, fills: round + 1)
        }
        guard end >= served, end <= tokens else { return nil }
        // The fill that met the end: where the plan's tokens were reached, or where the stream gave less than room.
        let before = end == tokens ? end - capacity : end - capacity + 1
        let round = before <= 0 ? 0 : (before + share - 1) / share
        let rows = end - round * share, cursor = served - round * share
        guard rows >= 0, (0...rows).contains(cursor) else { return nil }
        return MixingPlace(read: end, rows: rows, cursor: cursor, fills: round + 1)
    }

    /// The generator as it was before it gave the last of so many orders, the last one of `rows`.
    ///
    /// An order of n rows takes n - 1 numbers, but for a rejection every 10^14 numbers or so: then `saved` is not what
    /// the leap gives, and the orders are gone through.
    func generator(before fills: Int, saved: CounterRandom) -> CounterRandom {
        let start = CounterRandom(seed: seed, stream: MixingSource.randomStream)
        guard shuffle, fills > 1 else { return start }
        let leap = start.advanced(by: (fills - 1) * (capacity - 1))
        if leap == saved { return leap }
        var random = start
        for _ in 1..<fills { _ = random.permutation(capacity) }
        return random
    }
}
