#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// On which tokens of a batch each latent fires, as bits: so that how often two fire together can be asked of any pair
/// without a k×k matrix. `[F, B]` bits, B/8 bytes a latent.
public final class FiringSets {
    let bits = Growable<UInt64>()
    let counts = Growable<Int32>()
    public private(set) var latents = 0
    private(set) var words = 0
    /// Tokens of the batch.
    public private(set) var tokens = 0

    public init() {}

    /// Tokens on which a latent fires.
    public func count(of latent: Int) -> Int { Int(counts.reading[latent]) }

    /// Tokens on which both fire.
    public func common(_ first: Int, _ second: Int) -> Int {
        let a = bits.reading + first * words, b = bits.reading + second * words
        var sum = 0
        for word in 0..<words { sum += (a[word] & b[word]).nonzeroBitCount }
        return sum
    }

    /// The share of the tokens of `inner` on which `outer` fires too; 0 where `inner` does not fire.
    public func share(of inner: Int, in outer: Int) -> Float {
        let all = count(of: inner)
        return all == 0 ? 0 : Float(common(inner, outer)) / Float(all)
    }

    /// Room for the sets of so many latents; what is in them is to be written.
    func begin(latents: Int, tokens: Int) {
        self.latents = latents
        self.tokens = tokens
        words = (tokens + 63) / 64
        bits.reserve(latents * words)
        counts.reserve(latents)
    }

    fileprivate func close(_ range: Range<Int>) {
        for latent in range {
            var sum = 0
            for word in latent * words..<(latent + 1) * words { sum += bits.base[word].nonzeroBitCount }
            counts.base[latent] = Int32(clamping: sum)
        }
    }
}

extension ComputeEngine {
    /// The sets of latents whose entries are in order by column.
    ///
    /// - Parameter rows: tokens of the batch.
    public func fireSets(_ order: ColumnOrder, rows: Int, into sets: FiringSets) {
        sets.begin(latents: order.columns, tokens: rows)
        if let device { return device.fireSets(order, into: sets) }
        let bits = sets.bits.base, words = sets.words
        let starts = order.starts.reading, tokens = order.tokens.reading
        forEachRange(of: order.columns, by: 256) { range, _ in
            (bits + range.lowerBound * words).update(repeating: 0, count: range.count * words)
            for column in range {
                for at in starts[column]..<starts[column + 1] {
                    let token = Int(tokens[at])
                    bits[column * words + token >> 6] |= 1 << UInt64(token & 63)
                }
            }
            sets.close(range)
        }
    }

    /// The same of dense latents: those above 0 fire. `f [B, F]`
    public func fireSets(_ f: Matrix, into sets: FiringSets) {
        sets.begin(latents: f.columns, tokens: f.rows)
        if let device { return device.fireSets(f, into: sets) }
        let columns = f.columns, rows = f.rows, base = f.reading
        let bits = sets.bits.base, words = sets.words
        forEachRange(of: columns, by: 256) { range, _ in
            (bits + range.lowerBound * words).update(repeating: 0, count: range.count * words)
            for token in 0..<rows {
                let row = base + token * columns, word = token >> 6, bit = UInt64(1) << UInt64(token & 63)
                for column in range where row[column] > 0 { bits[column * words + word] |= bit }
            }
            sets.close(range)
        }
    }
}

/// How much a pair counts by how far the rarer latent is nested in the commoner one: (share of its firings at which the
/// other fires too)^power. Of a latent that fires on a third of all tokens, a third of them is what chance gives: with
/// `chance` 1 the share above that counts, of what there can be above it; with 0 the share as it is.
public struct PricedNesting {
    let sets: FiringSets
    let power: Float
    let chance: Float

    public init(_ sets: FiringSets, power: Float, chance: Float = 0) {
        precondition(power > 0 && (0...1).contains(chance), "a power of \(power), \(chance) of chance")
        self.sets = sets
        self.power = power
        self.chance = chance
    }

    func factor(_ rarer: Int, _ commoner: Int) -> Float {
        var share = sets.share(of: rarer, in: commoner)
        if chance > 0 {
            let expected = chance * Float(sets.count(of: commoner)) / Float(max(1, sets.tokens))
            share = expected < 1 ? max(0, share - expected) / (1 - expected) : 0
        }
        return power == 1 ? share : pow(share, power)
    }
}
