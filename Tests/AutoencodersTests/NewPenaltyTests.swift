import Autoencoders
import Engine
import Failures
import Foundation
import Records
import TestSupport
import Testing

/// A new penalty is one file and one entry in a list: here the file is `TollPenalty.swift`, and the list the tests'.
@Suite struct NewPenaltyTests {
    private static var known: [any Penalty.Type] { Objective.penalties }

    private struct Run {
        let bench: StepStateTests.Bench
        let step: AutoencoderStep

        init(_ name: String, _ penalties: [any Penalty.Type]) throws {
            bench = try StepStateTests.Bench(name)
            step = AutoencoderStep(
                autoencoder: bench.autoencoder, config: bench.one.run, batchCapacity: 37, engine: bench.engine,
                penalties: penalties)
        }

        @discardableResult
        func run(_ number: Int, path: LatentPath) throws -> StepReport {
            step.forcedPath = path
            let x = Matrix(rows: 37, columns: 19, elements: bench.one.batch(number).map { Float($0) })
            return try step.run(
                x, previousToken: bench.one.previousToken, weights: bench.one.golden.stepWeights, dead: LatentMarks(bench.one.dead),
                into: bench.gradients)
        }
    }

    @Test(arguments: LatentPath.allCases)
    func `takes part in a step, under a name of its own`(path: LatentPath) throws {
        let without = try Run("orthogonal", Self.known)
        let with = try Run("orthogonal", Self.known + [TollPenalty.self])
        let a = try without.run(0, path: path), b = try with.run(0, path: path)
        #expect(a[TollPenalty.term] == 0 && a.others.isEmpty)
        #expect(b[TollPenalty.term] > 0 && b.others == [TollPenalty.term])
        #expect(b.total == a.total + b[TollPenalty.term])

        // ∂L/∂z has price/B more wherever a latent fires, so ∂L/∂b_e has price · share of tokens.
        let before = without.bench.gradients.encoderBias.toArray(), after = with.bench.gradients.encoderBias.toArray()
        let moved = zip(before, after).map { Double($1) - Double($0) }
        #expect(abs(moved.reduce(0, +) - 0.25 * b.l0) < 1e-4)
        for (latent, fires) in with.step.fired.toArray().enumerated() { #expect(fires ? moved[latent] > 0 : moved[latent] == 0) }
    }

    @Test(arguments: LatentPath.allCases)
    func `what it carries on is saved and restored by name`(path: LatentPath) throws {
        let penalties: [any Penalty.Type] = Self.known + [TollPenalty.self]
        let whole = try Run("orthogonal", penalties), first = try Run("orthogonal", penalties)
        let second = try Run("orthogonal", penalties)
        for number in 0..<3 {
            try whole.run(number, path: path)
            try first.run(number, path: path)
        }
        let saved = try first.step.saveState()
        #expect(saved.tensors.map(\.name).suffix(2) == ["toll.prices", "toll.rates"])
        #expect(String(decoding: saved.json, as: UTF8.self).contains("\"toll.updates\":3"))
        try second.step.restore(json: saved.json, tensors: saved.tensors)
        let a = try whole.run(3, path: path), b = try second.run(3, path: path)
        #expect(a == b && a[TollPenalty.term] > 0)
        #expect(whole.bench.gradients.named() == second.bench.gradients.named())
        #expect(try whole.step.saveState().json == second.step.saveState().json)

        // Without its state it would have gone another way; a state that is not whole is refused.
        let forgetful = try Run("orthogonal", penalties)
        let own = saved.tensors.filter { !$0.name.hasPrefix("toll") }
        let found = try failure { try forgetful.step.restore(json: saved.json, tensors: own) }
        #expect(found?.kind == .badData && found?.what.contains("toll.prices") == true)
        #expect(try forgetful.run(3, path: path)[TollPenalty.term] != a[TollPenalty.term])
    }

    @Test(arguments: LatentPath.allCases)
    func `of the last stage adds to decoder rows alone`(path: LatentPath) throws {
        let without = try Run("topk dictionary_learning", Self.known)
        let with = try Run("topk dictionary_learning", Self.known + [ShrinkingPenalty.self])
        try without.run(0, path: path)
        let report = try with.run(0, path: path)
        let decoder = with.bench.autoencoder.decoder.toArray()
        #expect(abs(report[ShrinkingPenalty.term] - 0.5 * decoder.reduce(0) { $0 + Double($1) * Double($1) }) < 1e-4)
        #expect(with.bench.gradients.touched.toArray().allSatisfy { $0 })
        let old = without.bench.gradients.decoder.toArray(), new = with.bench.gradients.decoder.toArray()
        for (latent, wasTouched) in without.bench.gradients.touched.toArray().enumerated() {
            for at in latent * 19..<(latent + 1) * 19 {
                #expect(abs(new[at] - ((wasTouched ? old[at] : 0) + decoder[at])) < 1e-5)
            }
        }
        #expect(without.bench.gradients.encoderBias.toArray() == with.bench.gradients.encoderBias.toArray())
    }

    @Test func `the registries hold every setting's function, and nothing that a run has not`() {
        for kind in ActivationKind.allCases { #expect(Objective.activationFunction(kind).kind == kind) }
        #expect(Objective.activationFunctions.count == ActivationKind.allCases.count)
        var config = RunConfig()
        config.l1.weight = 0
        config.l0.weight = 0
        config.competition.weight = 0
        config.temporal.weight = 0
        config.orthogonality.weight = 0
        config.consistency.weight = 0
        config.auxiliary.weight = 0
        config.auxiliary.preActivationWeight = 0
        let shape = StepShape(latents: 8, width: 4, capacity: 2)
        #expect(Objective.penalties.allSatisfy { $0.init(config, shape) == nil })
        config.competition.weight = 1
        for coefficient in CompetitionCoefficient.allCases {
            config.competition.coefficient = coefficient
            #expect(Objective.penalties.count { $0.init(config, shape) != nil } == 1, "\(coefficient)")
        }
    }
}
