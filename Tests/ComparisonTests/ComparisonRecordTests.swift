import Comparison
import Failures
import Records
import Testing

@Suite struct `A comparison's record and its groups` {
    private func plan(_ rows: [String]) throws -> ComparisonPlan {
        try ComparisonPlan(ComparisonPlan.Request(), recipes: { _ in try rows.map { RowRecipe(try RowName($0)) } })
    }

    private func record(_ plan: ComparisonPlan) -> ComparisonRecord {
        ComparisonRecord(plan, product: "orthosae", command: [], provenance: Provenance())
    }

    @Test func `a record takes over failures and costs, and refuses to lose an SAE`() throws {
        var earlier = record(try plan(["topk"]))
        earlier.saes[1].state = .failed(reason: "loss")
        earlier.saes[0].trainingSeconds = 3
        earlier.counters.modelTokens = 5
        var both = record(try plan(["standard", "topk"]))
        try both.takeOver(earlier, at: "folder")
        #expect(both.saes.count == 6 && both.counters.modelTokens == 5)
        #expect(both.sae(earlier.saes[1].id)?.state == .failed(reason: "loss"))
        #expect(both.sae(earlier.saes[0].id)?.trainingSeconds == 3)
        var fewer = record(try plan(["standard"]))
        #expect(throws: Failure.self) { try fewer.takeOver(earlier, at: "folder") }
    }

    @Test(arguments: [(12, [12]), (11, [6, 6]), (5, [4, 4, 4]), (1, [Int](repeating: 1, count: 12))])
    func `groups are as few as fit, and nearly equal`(atOnce: Int, sizes: [Int]) throws {
        let plan = try plan(["orthogonal", "standard", "topk", "jumprelu"])
        let groups = TrainingGroups.make(plan.saes, atOnce: atOnce)
        #expect(groups.map(\.count) == sizes)
        #expect(groups.flatMap { $0 }.map(\.id) == plan.saes.map(\.id))
    }

    /// The paper's shape: 302 MB of weights, as much of gradients and of moments, and 134 MB for each [2048, 16384].
    @Test func `memory is that of weights, gradients, moments and a batch's latents`() throws {
        let config = RunConfig()
        #expect(TrainingGroups.bytes(config, width: 2304) == 6 * 16_384 * 2304 * 4 + 4 * 2048 * 16_384 * 4)
        let plan = try plan(["orthogonal"])
        #expect(TrainingGroups.fitting(plan.saes, width: 256, memory: 1) == 1)
    }
}
