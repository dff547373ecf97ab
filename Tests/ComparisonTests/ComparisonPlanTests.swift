import Comparison
import Failures
import Records
import Testing

@Suite struct ComparisonPlanTests {
    private func plan(
        _ names: [String], _ change: (inout ComparisonPlan.Request) throws -> Void = { _ in }
    ) throws -> ComparisonPlan {
        var request = ComparisonPlan.Request()
        try change(&request)
        return try ComparisonPlan(request, recipes: { _ in try names.map { RowRecipe(try RowName($0)) } })
    }

    private func failure(_ body: () throws -> ComparisonPlan) -> Failure? {
        do {
            _ = try body()
            return nil
        } catch { return error as? Failure }
    }

    @Test func `rows of two hook points train apart, and of two models are refused`() throws {
        func own(_ key: String, _ value: String) -> (inout ComparisonPlan.Request) -> Void {
            { $0.rowSettings = [("topk", .init(key, .plain(value), at: "--set-for"))] }
        }
        let apart = try plan(["standard", "topk"], own("model.hook", "blocks.1.attn.hook_z"))
        let groups = TrainingGroups.make(apart.saes, atOnce: 100)
        #expect(groups.map { Set($0.map(\.config.model.hook)) } == [["blocks.3.hook_resid_post"], ["blocks.1.attn.hook_z"]])
        for (key, value) in [
            ("model.path", "other"), ("model.center_writing_weights", "true"), ("model.fold_value_biases", "true"),
        ] {
            let refused = failure { try plan(["standard", "topk"], own(key, value)) }
            #expect(refused?.kind == .usage && refused?.what.contains(key) == true)
        }
    }

    @Test func `without arguments it is four architectures at three sparsities on a quarter of the demo's tokens`() throws {
        let plan = try plan(["orthogonal", "standard", "topk", "jumprelu"])
        #expect(plan.saes.count == 12 && Set(plan.saes.map(\.id)).count == 12)
        #expect(plan.saes.allSatisfy { $0.config.data.tokens == 250_000 && $0.config.data == plan.saes[0].config.data })
        #expect(Set(plan.saes.map(\.sparsity.name)) == ["l1.weight", "sae.k", "l0.weight"])
        #expect(plan.rows.map(\.id) == ["orthogonal", "standard", "topk", "jumprelu"])
        #expect(plan.rows.allSatisfy { $0.paper?[.absorptionFraction] != nil && !$0.isOurs })
        // The rate falls over the last fifth of the demo, and of a quarter of it.
        let demo = RunConfig.preset(.demo)
        let share = Double(plan.saes[0].config.steps) / Double(demo.steps)
        #expect(plan.saes.allSatisfy { abs(Double($0.config.optimizer.decay) - share * 200) <= 0.5 })
        #expect(plan.saes.allSatisfy { $0.config.dead.tokens < 250_000 })
    }

    @Test func `a boundary that is named for one row is a step of its run, as one named for all is`() throws {
        let plan = try plan(["orthogonal"]) {
            $0.rowSettings = [("orthogonal", .init("curriculum.sparsity_start", .plain("10"), at: "--set-for"))]
        }
        #expect(plan.saes.allSatisfy { $0.config.curriculum.schedule == .absolute })
        #expect(plan.saes.allSatisfy { $0.config.curriculum.sparsityStart == 10 })
        // The paper's steps in a run of 244: refused, since sparsity would never be on.
        let refused = failure {
            try self.plan(["orthogonal"]) {
                $0.rowSettings = [
                    ("orthogonal", .init("curriculum.sparsity_start", .plain("1200"), at: "--set-for")),
                    ("orthogonal", .init("curriculum.competition_start", .plain("2000"), at: "--set-for")),
                    ("orthogonal", .init("curriculum.threshold_end", .plain("2400"), at: "--set-for")),
                ]
            }
        }
        #expect(refused?.kind == .usage && refused?.description.contains("curriculum.sparsity_start 1200") == true)
    }

    @Test func `an id says row, sparsity and seed`() throws {
        let plan = try plan(["orthogonal", "topk+competition"]) {
            $0.seeds = 2
            $0.sparsities = [try SparsityList(argument: "orthogonal=1.5"), try SparsityList(argument: "topk+competition=8,16")]
        }
        #expect(
            plan.saes.map(\.id) == [
                "orthogonal-l1_1.5-seed0", "orthogonal-l1_1.5-seed1", "topk+competition-k_8-seed0",
                "topk+competition-k_8-seed1", "topk+competition-k_16-seed0", "topk+competition-k_16-seed1",
            ])
    }

    @Test func `seeds differ in the start alone`() throws {
        let plan = try plan(["standard"]) {
            $0.seeds = 3
            $0.sparsities = [try SparsityList(argument: "standard=2")]
        }
        #expect(plan.saes.map(\.seed) == [0, 1, 2])
        for sae in plan.saes {
            var same = sae.config
            #expect(same.data.seed == 0)
            same.seed = 0
            #expect(same == plan.saes[0].config)
        }
    }

    @Test func `the order of batches can be asked for`() throws {
        let plan = try plan(["standard"]) {
            $0.sources.assignments = [.init("data.seed", .plain("7"), at: "--set"), .init("seed", .plain("3"), at: "--seed")]
            $0.seeds = 2
        }
        #expect(plan.saes.allSatisfy { $0.config.data.seed == 7 })
        #expect(Set(plan.saes.map(\.seed)) == [3, 4])
    }

    @Test func `what the user says weighs more than the comparison's own defaults`() throws {
        let plan = try plan(["topk"]) {
            $0.sources.assignments = try ["data.tokens=64000", "data.held_out_rows=3", "optimizer.decay=1", "data.batch=64"].map {
                try SettingAssignment(argument: $0)
            }
            $0.rowSettings = [("topk", .init("sae.k", .plain("5"), at: "--set-for")), ("topk", .init("auxiliary.weight", .plain("0"), at: "--set-for"))]
        }
        let config = plan.saes[0].config
        #expect(config.data.tokens == 64_000 && config.data.heldOutRows == 3 && config.optimizer.decay == 1)
        #expect(config.auxiliary.weight == 0)
        #expect(plan.saes.map(\.config.sae.k) == [16, 32, 64])
    }

    @Test func `an architecture with the competition term has the Orthogonal SAE's term and phases, and is ours`() throws {
        let plan = try plan(["orthogonal", "topk+competition", "topk"])
        func config(_ row: String) -> RunConfig { plan.saes.first { $0.row == row }!.config }
        let (orthogonal, both, topk) = (config("orthogonal"), config("topk+competition"), config("topk"))
        #expect(both.competition == orthogonal.competition && both.competition.weight > 0)
        #expect(both.curriculum == orthogonal.curriculum && both.curriculum != topk.curriculum)
        #expect(both.sae.activation == .topk && both.temporal.weight == 0 && topk.competition.weight == 0)
        #expect(plan.rows.map(\.isOurs) == [false, true, false])
        #expect(plan.rows[1].label == "TopK + competition" && plan.rows[1].paper == nil)
    }

    @Test(arguments: [CompetitionCoefficient.containment, .potential])
    func `another coefficient is ours, by the row's name or by a setting of all rows`(
        coefficient: CompetitionCoefficient
    ) throws {
        let named = try plan(["orthogonal", "orthogonal:\(coefficient.rawValue)", "topk+competition:\(coefficient.rawValue)"])
        #expect(named.rows.map(\.isOurs) == [false, true, true] && named.rows[1].paper == nil)
        #expect(named.saes.last?.config.competition.coefficient == coefficient)
        let set = try plan(["orthogonal", "standard"]) {
            $0.sources.assignments = [try SettingAssignment(argument: "competition.coefficient=\(coefficient.rawValue)")]
        }
        #expect(set.rows.map(\.isOurs) == [true, false] && set.rows[0].paper == nil && set.rows[1].paper != nil)
    }

    @Test(arguments: ["topk", "jumprelu", "standard", "matryoshka", "ortsae", "batchtopk", "orthogonal"])
    func `an architecture with the priced term differs in that alone, and is ours`(name: String) throws {
        let plan = try plan([name, "\(name)+priced", "priced"])
        #expect(plan.rows.map(\.isOurs) == [false, true, true] && plan.rows[1].paper == nil)
        #expect(plan.rows[1].label.hasSuffix(" + priced") && plan.rows[2].label == "Priced (BatchTopK)")
        let base = try #require(plan.saes.first { $0.row == name }), both = try #require(plan.saes.first { $0.row == "\(name)+priced" })
        var config = both.config
        #expect(config.competition.coefficient == .priced && config.competition.priced.rho == 3 && config.competition.isOn)
        config.competition.coefficient = .cosine
        #expect(config == base.config)
    }

    @Test func `what cannot be planned is said`() throws {
        #expect(failure { try plan(["dense"]) }?.what.contains("'dense'") == true)
        #expect(failure { try plan(["topk:cosine"]) }?.remedy?.contains("topk+competition:cosine") == true)
        #expect(failure { try plan(["orthogonal:sine"]) }?.remedy?.contains("cosine") == true)
        #expect(failure { try plan(["topk", "topk"]) }?.what.contains("twice") == true)
        #expect(
            failure { try plan(["topk"]) { $0.sparsities = [try SparsityList(argument: "tpk=3")] } }?.remedy?
                .contains("'topk'") == true)
        #expect(failure { try plan(["topk"]) { $0.sparsities = [try SparsityList(argument: "topk=3,x")] } }?.kind == .usage)
        #expect(failure { try plan(["topk"]) { $0.sparsities = [try SparsityList(argument: "topk=0.5")] } }?.what.contains("sae.k") == true)
        #expect(failure { try plan(["topk"]) { $0.sparsities = [try SparsityList(argument: "topk")] } }?.kind == .usage)
    }
}
