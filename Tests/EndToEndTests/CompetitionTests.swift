import Files
import Foundation
import Records
import TestSupport
import Testing

/// `orthosae competition` as a user runs it.
@Suite struct `The competition command` {
    /// A run with statistics of competition, and 64 latents.
    private func trained() throws -> Workplace {
        let place = try Workplace()
        let outcome = try place.orthosae(
            tiny + ["--preset", "demo", "--set", "record.competition_every=10", "--set", "curriculum.sparsity_start=1",
                "--set", "curriculum.competition_start=5", "--set", "curriculum.threshold_end=20", "--out", "run"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return place
    }

    private func report(_ place: Workplace, _ folder: String = "run") throws -> CompetitionReport {
        try JSONCoding.read(
            CompetitionReport.self, from: place.data("\(folder)/competition.json"), as: "a report of competition")
    }

    @Test func `writes both files, prints a page, and the report draws them`() throws {
        let place = try trained()
        let outcome = try place.orthosae("competition", "run", "--threads", "1")
        try #require(outcome.status == 0, "\(outcome.errors)")
        for words in ["In training", "strongest pairs", "The finished SAE", "hubs", "--evals absorption", "orthosae report run"] {
            #expect(outcome.output.contains(words), "'\(words)' in: \(outcome.output)")
        }
        #expect(outcome.output.split(separator: "\n", omittingEmptySubsequences: false).count < 60)
        let report = try report(place)
        #expect(report.history.count >= 3 && report.graph?.pairs ?? 0 > 0)
        // Two held-out rows of 128 tokens, BOS left out.
        #expect((240...254).contains(report.graph?.tokens ?? 0))
        let lines = try place.data("run/latents.jsonl").split(separator: UInt8(ascii: "\n"))
        let latents = try lines.map {
            try JSONCoding.read(LatentRecord.self, from: Data($0), as: "a latent's record")
        }
        #expect(latents.map(\.id) == Array(0..<64) && latents.contains { $0.contexts.count > 1 })
        #expect(place.files.allSatisfy { !$0.contains("partial") })

        // Again, as JSON and on other threads: the same bytes but for the words of the command.
        let again = try place.orthosae("competition", "run", "--threads", "2", "--json", "--out", "again")
        try #require(again.status == 0, "\(again.errors)")
        #expect(try place.data("again/latents.jsonl") == place.data("run/latents.jsonl"))
        var printed = try JSONCoding.read(
            CompetitionReport.self, from: Data(again.output.utf8), as: "a report of competition")
        #expect(try printed == self.report(place, "again"))
        printed.command = report.command
        #expect(printed == report)

        try #require(place.orthosae("report", "run").status == 0)
        let html = String(decoding: try place.data("run/report.html"), as: UTF8.self)
        #expect(html.contains("Who competes with whom") && html.contains("latent-index"))
    }

    @Test func `evaluations in the run's folder are related to competition`() throws {
        let evaluated = try EvaluationPlace(), place = evaluated.place
        let outcome = try place.orthosae(
            ["evaluate", "run", "--out", "run/evaluations"] + evaluated.topics())
        try #require(outcome.status == 0, "\(outcome.errors)")
        let competition = try place.orthosae("competition", "run", "--no-latents", "--theta", "0.05")
        try #require(competition.status == 0, "\(competition.errors)")
        let report = try report(place)
        #expect(report.probing?.probes.map(\.name) == ["topics: home", "topics: sea"])
        #expect(report.probing?.probes.allSatisfy { (0..<64).contains($0.latent ?? -1) } == true)
        #expect(report.absorption == nil && report.graph?.theta == 0.05)
        #expect(!place.exists("run/latents.jsonl"))
    }

    @Test func `says what is wrong with a run, and writes nothing`() throws {
        let place = try trained()
        let manager = FileManager.default
        func expect(_ status: Int32, _ words: [String], _ arguments: String...) throws {
            let outcome = try place.orthosae(["competition"] + arguments)
            #expect(outcome.status == status && outcome.output.isEmpty, "\(outcome.errors)")
            for word in words { #expect(outcome.lastError.contains(word), "'\(word)' in: \(outcome.errors)") }
            #expect(!place.files.contains { $0.hasSuffix("competition.json") || $0.contains("latents.jsonl") })
        }
        try expect(66, ["none"], "none")
        try expect(66, ["SAE without its run"], "run/sae")
        try expect(64, [], "run", "--theta", "1")
        try expect(64, [], "run", "--rows", "0")
        try expect(66, ["gone.txt"], "run", "--corpus", "gone.txt")
        try expect(65, ["99999"], "run", "--corpus", try place.write(String(repeating: "A few words. ", count: 100), to: "short.txt"), "--rows", "99999")
        try manager.moveItem(atPath: place.path("run/events.jsonl"), toPath: place.path("events"))
        try expect(66, ["there are no events", "events.jsonl"], "run")
        _ = try place.write("{\n", to: "run/events.jsonl")
        try expect(65, ["no line of it is an event"], "run")
        let settings = String(decoding: try place.data("run/resolved.yaml"), as: UTF8.self)
        try manager.removeItem(atPath: place.path("run/events.jsonl"))
        try manager.moveItem(atPath: place.path("events"), toPath: place.path("run/events.jsonl"))
        _ = try place.write(settings.replacing("held_out_rows: 2", with: "held_out_rows: 0"), to: "run/resolved.yaml")
        try expect(66, ["no held-out tokens", "--corpus"], "run")
        _ = try place.write(settings, to: "run/resolved.yaml")
        try manager.moveItem(atPath: place.path("run/sae"), toPath: place.path("sae"))
        try expect(66, ["no finished SAE", "--resume"], "run")
    }

    @Test func `events that are cut off or have NaN leave holes, and a note`() throws {
        let place = try trained()
        var text = String(decoding: try place.data("run/events.jsonl"), as: UTF8.self)
        text = text.replacing(#/"mean_coefficient":[0-9.e-]+/#, maxReplacements: 1) { _ in #""mean_coefficient":NaN"# }
        _ = try place.write(String(text.dropLast(40)), to: "run/events.jsonl")
        let outcome = try place.orthosae("competition", "run", "--no-latents")
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("1 line that cannot be read"))
        #expect(try report(place).history.contains { $0.meanCoefficient == nil })
    }

    @Test func `Ctrl-C leaves nothing half-written`() throws {
        let place = try trained()
        let outcome = try Command.run(["competition", "run", "--rows", "2000", "--threads", "1"], in: place.url) { process in
            // Its first word of progress comes after the first of many batches of the model.
            let isRunning = try Command.hasSaid("competition  ", process, in: place.url)
            try #require(isRunning, "it ended before it could be interrupted")
            kill(process.processIdentifier, SIGINT)
        }
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(!place.files.contains { $0.contains("competition.json") || $0.contains("latents.jsonl") }, "\(place.files)")
    }

    @Test func `a comparison describes what its page shows, once`() throws {
        let place = try Workplace()
        let arguments = [
            "compare", "--architectures", "topk,standard", "--sparsities", "topk=2,4", "standard=1,3", "--threads", "2",
            "--latents", "64", "--tokens", "2560", "--layer", "1", "--set", "data.batch=64", "--set", "data.held_out_rows=6",
            "--set", "data.buffer=512", "--set", "record.checkpoint_every=0", "--evals", "core", "--batch-size", "2",
            "--reconstruction-batches", "1", "--sparsity-batches", "2", "--out", "out",
        ]
        let outcome = try place.orthosae(arguments)
        try #require(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("described 2 SAEs"))
        let described = place.files.filter { $0.hasSuffix("/competition.json") }
        #expect(described.count == 2 && described.contains { $0.contains("topk-") } && described.contains { $0.contains("standard-") })
        let html = String(decoding: try place.data("out/report.html"), as: UTF8.self)
        #expect(html.contains("latent-index"))
        let before = try described.map { try place.data($0) }
        let again = try place.orthosae(arguments)
        try #require(again.status == 0, "\(again.errors)")
        #expect(!again.errors.contains("described"))
        #expect(try described.map { try place.data($0) } == before)
        // What is missing or of something else is made again; all adds the others.
        try FileManager.default.removeItem(atPath: place.path(described[0].replacing("competition.json", with: "latents.jsonl")))
        let all = try place.orthosae(arguments + ["--describe", "all"])
        try #require(all.status == 0, "\(all.errors)")
        #expect(all.errors.contains("described 3 SAEs"))
        #expect(try described.map { try place.data($0) } == before)
        #expect(try place.orthosae(arguments + ["--describe", "few"]).status == 64)
    }
}
