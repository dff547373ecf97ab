import Comparison
import Failures
import Records
import Testing

@Suite struct AblationTests {
    private func plan(_ groups: [AblationRows], _ settings: [String] = []) throws -> ComparisonPlan {
        var request = ComparisonPlan.Request()
        request.sources.assignments = try settings.map { try SettingAssignment(argument: $0) }
        request.kind = .ablate
        request.sharedSparsities = ["2"]
        return try ComparisonPlan(request, recipes: { AblationRows.recipes(groups, full: $0) })
    }

    /// Keys in which a row differs from the full model.
    private func changes(_ plan: ComparisonPlan, _ row: String) -> Set<String> {
        let full = plan.saes.first { $0.row == "full" }!.config, own = plan.saes.first { $0.row == row }!.config
        return Set(Setting.all.filter { $0.yaml(of: full) != $0.yaml(of: own) }.map(\.key))
    }

    @Test func `each row differs from the full model in what it says and in nothing else`() throws {
        let plan = try plan(AblationRows.allCases)
        #expect(changes(plan, "no-curriculum") == ["curriculum.schedule"])
        #expect(changes(plan, "fixed-threshold") == ["competition.threshold_start"])
        #expect(changes(plan, "no-temporal") == ["temporal.weight"])
        #expect(changes(plan, "theta-0.05") == ["competition.threshold_end"])
        #expect(changes(plan, "coefficient-containment") == ["competition.coefficient"])
        #expect(changes(plan, "coefficient-potential") == ["competition.coefficient"])
        #expect(changes(plan, "through") == ["competition.gradient"])
        #expect(changes(plan, "weight-x10") == ["competition.weight"])
        #expect(changes(plan, "temporal-by-token") == ["data.shuffle", "temporal.pairing"])
        #expect(changes(plan, "full-unshuffled") == ["data.shuffle"])
        #expect(plan.saes.count == plan.rows.count)
    }

    @Test func `rows are held against the full model, temporal by token against the one on its own batches`() throws {
        let rows = try plan(AblationRows.allCases).rows
        func row(_ id: String) -> ComparisonRow? { rows.first { $0.id == id } }
        #expect(row("no-curriculum")?.reference == "full" && row("full")?.reference == nil)
        #expect(row("temporal-by-token")?.reference == "full-unshuffled")
        #expect(row("full")?.paper?[.absorptionFraction] == 0.0055 && row("weight-x10")?.paper == nil)
    }

    @Test func `rows by another coefficient are ours, whichever the full model has`() throws {
        let rows = try plan(AblationRows.allCases).rows
        #expect(
            rows.filter(\.isOurs).map(\.id)
                == [
                    "coefficient-containment", "coefficient-potential", "coefficient-one", "coefficient-priced",
                    "temporal-by-token",
                ])
        let other = try plan(AblationRows.allCases, ["competition.coefficient=potential"]).rows
        #expect(other.filter { !$0.isOurs }.map(\.id) == ["coefficient-cosine", "weight-x0"])
        #expect(other.allSatisfy { $0.paper == nil })
    }

    /// A plan that cannot be trained is refused as a whole.
    @Test(arguments: CompetitionCoefficient.allCases, CompetitionGradient.allCases)
    func `all rows are planned for every coefficient`(
        coefficient: CompetitionCoefficient, gradient: CompetitionGradient
    ) throws {
        let settings = ["competition.coefficient=\(coefficient.rawValue)", "competition.gradient=\(gradient.rawValue)"]
        guard coefficient.hasGradient || gradient == .detached else {
            #expect(throws: Failure.self) { try plan(AblationRows.allCases, settings) }
            return
        }
        let all = try plan(AblationRows.allCases, settings)
        #expect(all.rows.contains { $0.id == "through" } == (coefficient.hasGradient && gradient == .detached))
        let potential = all.saes.first { $0.row == "coefficient-potential" || coefficient == .potential }
        #expect(potential?.config.competition.gradient == .detached)
    }

    @Test func `the weight of a priced full model is its ρ`() throws {
        let plan = try plan([.weight], ["competition.coefficient=priced", "competition.rho=4"])
        #expect(changes(plan, "weight-x10") == ["competition.rho"])
        #expect(plan.saes.first { $0.row == "weight-x10" }?.config.competition.priced.rho == 40)
        #expect(plan.rows.filter(\.isOurs).map(\.id) == ["full", "weight-x0.1", "weight-x10", "weight-x100"])
    }

    @Test func `rows on other batches have a pass of their own`() throws {
        let plan = try plan([.table, .temporal])
        let groups = TrainingGroups.make(plan.saes, atOnce: 100)
        #expect(groups.map { Set($0.map(\.row)) } == [
            ["full", "no-curriculum", "fixed-threshold", "no-temporal"], ["full-unshuffled", "temporal-by-token"],
        ])
    }

    @Test func `groups are read by name`() throws {
        #expect(try AblationRows.read("weight,table") == [.table, .weight])
        #expect(try AblationRows.read("all") == AblationRows.allCases)
        #expect(throws: (any Error).self) { try AblationRows.read("table,wieght") }
    }
}
