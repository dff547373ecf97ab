import Autoencoders
import Engine
import Evaluation
import Records
import TestSupport
import Testing

/// Pairs, communities and hubs of networks small enough to see.
@Suite struct `The network of competing latents` {
    private func pair(_ first: Int32, _ second: Int32, _ c: Float, _ cosine: Float = 0.5) -> CompetingPair {
        CompetingPair(first: first, second: second, coefficient: c, cosine: cosine)
    }

    /// Two triangles with a weak link between 2 and 5, a pair of its own, and two latents without a partner.
    private var network: CompetitionNetwork {
        CompetitionNetwork(
            [
                pair(0, 1, 0.9), pair(0, 2, 0.8), pair(1, 2, 0.7), pair(2, 5, 0.35), pair(4, 5, 0.6), pair(4, 7, 0.6),
                pair(5, 7, 0.5), pair(8, 9, 0.4),
            ], latents: 11)
    }

    @Test(arguments: [1, 2])
    func `pairs over θ are those of the cosine over all tokens`(threads: Int) throws {
        // f of four latents on six tokens, which come in two pieces; 3 never fires.
        let f: [Float] = [
            1, 1, 0, 0,
            2, 2, 0, 0,
            0, 1, 1, 0,
            0, 0, 3, 0,
            1, 0, 0, 0,
            0, 0, 0, 0,
        ]
        let engine = ComputeEngine(threads: threads), latents = SparseLatents(columns: 4)
        latents.append(SparseLatents(rows: 2, columns: 4, elements: Array(f[..<8])))
        latents.append(SparseLatents(rows: 4, columns: 4, elements: Array(f[8...])))
        let activity = LatentActivity(latents: latents, engine: engine)
        let decoder = Matrix(rows: 4, columns: 2, elements: [1, 0, 0.6, 0.8, 0, 1, 1, 0])
        let pairs = try #require(
            activity.pairs(above: 0.1, most: 10, decoder: decoder, engine: engine, progress: { _ in }))
        // 0 and 1: 5 / (√6 √6); 1 and 2: 1 / (√6 √10).
        #expect(pairs.map { [$0.first, $0.second] } == [[0, 1], [1, 2]])
        #expect(abs(pairs[0].coefficient - 5 / 6) < 1e-6 && abs(pairs[1].coefficient - 1 / Float(60).squareRoot()) < 1e-6)
        #expect(pairs.map(\.cosine) == [0.6, 0.8])
        #expect(activity.pairs(above: 0.2, most: 10, decoder: decoder, engine: engine, progress: { _ in })?.count == 1)
        #expect(activity.pairs(above: 0.1, most: 1, decoder: decoder, engine: engine, progress: { _ in }) == nil)
    }

    /// Of an untrained SAE: half of the latents fire on every token, so pairs are found by blocks of fᵀf.
    @Test(arguments: [1, 3])
    func `crowded tokens give the pairs that a plain count gives`(threads: Int) throws {
        let engine = ComputeEngine(threads: threads), rows = 50, columns = 600
        var random = CounterRandom(seed: 4, stream: 0)
        let f = (0..<rows * columns).map { _ in max(0, random.uniform() - 0.5) }
        let latents = SparseLatents(rows: rows, columns: columns, elements: f)
        #expect(!PairListing.pays(latents, engine))
        let activity = LatentActivity(latents: latents, engine: engine)
        let decoder = Matrix(rows: columns, columns: 3, elements: (0..<3 * columns).map { _ in random.uniform() })
        var told: [Double] = []
        let most = columns * columns
        let pairs = try #require(
            activity.pairs(above: 0.45, most: most, decoder: decoder, engine: engine, progress: { told.append($0) }))
        #expect(told.first == 0 && told == told.sorted() && told.count > 4 && told.allSatisfy { $0 < 1 })

        var expected: [[Int]: Double] = [:]
        let norms = (0..<columns).map { i in (0..<rows).reduce(0) { $0 + Double(f[$1 * columns + i]) * Double(f[$1 * columns + i]) } }
        for i in 0..<columns {
            for j in i + 1..<columns {
                let dot = (0..<rows).reduce(0) { $0 + Double(f[$1 * columns + i]) * Double(f[$1 * columns + j]) }
                let c = dot / (norms[i] * norms[j]).squareRoot()
                if c > 0.45 { expected[[i, j]] = c }
            }
        }
        #expect(expected.count > 1000 && pairs.count == expected.count)
        for pair in pairs {
            let c = expected[[Int(pair.first), Int(pair.second)]] ?? 0
            #expect(abs(Double(pair.coefficient) - c) < 1e-5)
        }
        #expect(zip(pairs, pairs.dropFirst()).allSatisfy { ($0.first, $0.second) < ($1.first, $1.second) })

        // Counted once: a θ that too many pass is seen at a glance.
        told = []
        #expect(activity.pairs(above: 0.3, most: 100, decoder: decoder, engine: engine, progress: { told.append($0) }) == nil)
        #expect(told.isEmpty)
        struct Enough: Error {}
        #expect(throws: Enough.self) {
            try activity.pairs(above: 0.45, most: most, decoder: decoder, engine: engine, progress: { _ in throw Enough() })
        }
    }

    @Test func `partners come with the largest c first, and degrees count both sides`() {
        let network = network
        #expect(network.partners(2).map { Int($0.latent) } == [0, 1, 5])
        #expect(network.partners(4).map { Int($0.latent) } == [5, 7])
        #expect((0..<11).map(network.degree) == [2, 2, 3, 0, 2, 3, 0, 2, 1, 1, 0])
        #expect(network.byDegree == [2, 5, 0, 1, 4, 7, 8, 9])
        #expect(network.compete(2, 5) && network.compete(5, 2) && !network.compete(0, 5) && !network.compete(3, 6))
    }

    @Test func `communities are the triangles and the pair, the largest first, its hub first`() {
        #expect(Communities.find(network, progress: { _ in }) == [[2, 0, 1], [5, 4, 7], [8, 9]])
        #expect(Communities.find(CompetitionNetwork([], latents: 5), progress: { _ in }).isEmpty)
        #expect(Communities.find(CompetitionNetwork([], latents: 1), progress: { _ in }).isEmpty)
    }

    /// Four cliques in a ring: one level of moving is not enough where cliques are pairs.
    @Test func `a ring of cliques falls into its cliques`() {
        var pairs: [CompetingPair] = []
        for clique in 0..<4 {
            let first = Int32(clique * 5)
            for i in 0..<Int32(5) {
                for j in i + 1..<5 { pairs.append(pair(first + i, first + j, 0.5)) }
            }
            let next = Int32((clique + 1) % 4 * 5)
            pairs.append(pair(min(first, next), max(first, next), 0.5))
        }
        pairs.sort { ($0.first, $0.second) < ($1.first, $1.second) }
        let found = Communities.find(CompetitionNetwork(pairs, latents: 20), progress: { _ in })
        #expect(found.map { $0.sorted() } == (0..<4).map { Array($0 * 5..<$0 * 5 + 5) })
    }

    @Test func `the graph keeps the latents with most competitors, their pairs first, and counts all`() {
        var settings = CompetitionSettings()
        settings.hubs = 2
        let whole = CompetitionReport.Graph(
            network, theta: 0.3, tokens: 99, settings: settings, density: { Double($0) / 100 }, label: { "t\($0)" },
            progress: { _ in })
        #expect(whole.pairs == 8 && whole.edges.count == 8 && whole.tokens == 99 && whole.theta == 0.3)
        #expect(whole.hubs == [2, 5] && whole.coefficient == "cosine")
        #expect(whole.nodes.first == .init(id: 2, community: 0, degree: 3, density: 0.02, label: "t2"))
        #expect(whole.nodes.map(\.id) == [2, 5, 0, 1, 4, 7, 8, 9] && whole.nodes.last?.community == 2)
        #expect(whole.edges.first == .init(first: 0, second: 1, coefficient: 0.9, cosine: 0.5))
        settings.edges = 2
        let small = CompetitionReport.Graph(
            network, theta: 0.3, tokens: 99, settings: settings, density: { _ in 0 }, label: { _ in nil }, progress: { _ in })
        #expect(small.pairs == 8 && small.communities == whole.communities)
        #expect(small.edges.map { [$0.first, $0.second] } == [[0, 1], [0, 2]])
    }

    /// A star of 40, which is one community, of which 20 are drawn, and a pair.
    @Test func `pairs among the first of each community come before stronger ones of the others`() {
        var pairs = (1..<Int32(40)).map { pair(0, $0, 0.3 + Float($0) / 100) }
        pairs.append(pair(40, 41, 0.305))
        var settings = CompetitionSettings()
        settings.nodes = 25
        settings.edges = 21
        let graph = CompetitionReport.Graph(
            CompetitionNetwork(pairs, latents: 42), theta: 0.3, tokens: 9, settings: settings, density: { _ in 0 },
            label: { _ in nil }, progress: { _ in })
        // The hub, 19 of its partners and the pair are the centre; three more have room, and one pair of theirs.
        #expect(graph.nodes.map(\.id) == Array(0..<23) + [40, 41])
        #expect(graph.edges.map(\.second) == (1..<20).reversed() + [41, 22])
    }

    @Test func `of many pairs the graph has those that sorting all would give`() {
        var random = CounterRandom(seed: 9, stream: 0), pairs: [CompetingPair] = []
        for i in 0..<Int32(60) {
            for j in i + 1..<60 where random.below(3) > 0 { pairs.append(pair(i, j, Float(random.below(40)) / 40)) }
        }
        var settings = CompetitionSettings()
        settings.edges = 7
        settings.nodes = 60
        let graph = CompetitionReport.Graph(
            CompetitionNetwork(pairs, latents: 60), theta: 0, tokens: 9, settings: settings, density: { _ in 0 },
            label: { _ in nil }, progress: { _ in })
        let centre = Set(graph.communities.prefix(8).flatMap { $0.prefix(20) })
        func isCentral(_ pair: CompetingPair) -> Bool {
            centre.contains(Int(pair.first)) && centre.contains(Int(pair.second))
        }
        let sorted = pairs.sorted { one, other in
            if isCentral(one) != isCentral(other) { return isCentral(one) }
            return (other.coefficient, one.first, one.second) < (one.coefficient, other.first, other.second)
        }
        #expect(pairs.count > 1000)
        #expect(graph.edges.map { [$0.first, $0.second] } == sorted.prefix(7).map { [Int($0.first), Int($0.second)] })
    }
}
