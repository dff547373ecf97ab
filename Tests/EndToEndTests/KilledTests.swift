import Foundation
import Records
import Testing

/// What processes that were killed leave, and what becomes of it.
@Suite struct `After a kill` {
    private let compare =
        ["compare", "--architectures", "topk", "--sparsities", "topk=2,4", "--evals", "none"] + tiny.dropFirst()
        + ["--set", "data.held_out_rows=6"]

    /// A process that has ended, and one that has not.
    private func processes() throws -> (ended: Int32, alive: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "exit 0"]
        try process.run()
        process.waitUntilExit()
        return (process.processIdentifier, getpid())
    }

    @Test func `unfinished files go with the next that has their name, and those of others stay`() throws {
        let place = try Workplace()
        try #require(place.orthosae(tiny + ["--preset", "demo", "--out", "run"]).status == 0)
        let (ended, alive) = try processes()
        let results = "results/core/run_custom_sae_eval_results.json"
        try FileManager.default.createDirectory(atPath: place.path("results/core"), withIntermediateDirectories: true)
        func litter(_ process: Int32) throws {
            for folder in ["run/sae.partial-\(process)-1", "run/checkpoints/step-7.partial-\(process)-2"] {
                try FileManager.default.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
                _ = try place.write("x", to: folder + "/weights.safetensors")
            }
            for name in ["run/latents.jsonl", "run/competition.json", "run/report.html", results] {
                _ = try place.write("x", to: "\(name).partial-\(process)-3")
            }
        }
        func left() -> [String] { place.files.filter { $0.contains(".partial-") && !$0.hasSuffix("/weights.safetensors") } }
        try litter(ended)
        try litter(alive)
        #expect(left().count == 12)
        for words in [
            ["train", "--resume", "run"], ["competition", "run"], ["report", "run"],
            ["evaluate", "run", "--out", "results"] + EvaluationPlace.few,
        ] {
            let outcome = try place.orthosae(words)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        }
        // Checkpoints are the run's alone: whoever has it knows that nobody else is at them.
        #expect(left().count == 5 && left().allSatisfy { $0.contains("partial-\(alive)-") }, "\(left())")
    }

    @Test func `a comparison whose SAEs are all there goes on, whatever is left of its checkpoints`() throws {
        let place = try Workplace()
        let stopped = try Command.run(compare + ["--tokens", "64000", "--out", "out"], in: place.url) { process in
            Command.wait(process) { place.exists("out/topk-k_4-seed0/events.jsonl") }
            kill(process.processIdentifier, SIGINT)
        }
        try #require(stopped.status == 130, "\(stopped.errors)")
        try FileManager.default.copyItem(atPath: place.path("out/checkpoints"), toPath: place.path("kept"))
        try #require(place.orthosae("compare", "--resume", "out").status == 0)
        let weights = try place.data("out/topk-k_4-seed0/sae/sae_weights.safetensors")
        // As a process leaves it that was killed while it removed them one by one.
        try FileManager.default.moveItem(atPath: place.path("kept"), toPath: place.path("out/checkpoints"))
        let file = try #require(place.files.first { $0.hasPrefix("out/checkpoints/step-") && $0.hasSuffix("progress.json") })
        try FileManager.default.removeItem(atPath: place.path(file))
        let outcome = try place.orthosae("compare", "--resume", "out")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(!place.exists("out/checkpoints") && outcome.errors.contains("2 of 2 SAEs are trained"))
        #expect(try place.data("out/topk-k_4-seed0/sae/sae_weights.safetensors") == weights)
    }

    @Test func `a pass that came to no checkpoint begins its events anew`() throws {
        let place = try Workplace()
        let arguments = compare + ["--set", "record.event_every=1", "--describe", "none", "--out", "out"]
        let killed = try Command.run(arguments + ["--tokens", "64000"], in: place.url) { process in
            Command.wait(process) { place.exists("out/topk-k_4-seed0/events.jsonl") }
            kill(process.processIdentifier, SIGKILL)
        }
        try #require(killed.status == 1000 + SIGKILL)
        // Nor is anything written through a link that somebody put in the place of a file.
        let events = place.path("out/topk-k_2-seed0/events.jsonl")
        try FileManager.default.moveItem(atPath: events, toPath: place.path("mine"))
        let mine = try place.data("mine")
        try FileManager.default.createSymbolicLink(atPath: events, withDestinationPath: place.path("mine"))
        let resumed = try place.orthosae("compare", "--resume", "out")
        try #require(resumed.status == 0, "\(resumed.errors)")
        #expect(try place.data("mine") == mine)
        for id in ["topk-k_2-seed0", "topk-k_4-seed0"] {
            let steps = try place.data("out/\(id)/events.jsonl").split(separator: UInt8(ascii: "\n")).map {
                try JSONDecoder().decode(TrainEvent.self, from: Data($0)).step
            }
            #expect(steps == Array(0..<1000), "\(id)")
        }
    }

    @Test func `latents that cannot be written end a comparison with that, after everything else`() throws {
        let place = try Workplace()
        let none = try place.orthosae(compare + ["--describe", "none", "--out", "out"])
        try #require(none.status == 0, "\(none.errors)")
        try FileManager.default.removeItem(atPath: place.path("out/report.html"))
        try FileManager.default.createDirectory(
            atPath: place.path("out/topk-k_2-seed0/latents.jsonl"), withIntermediateDirectories: true)
        let outcome = try place.orthosae(compare + ["--describe", "all", "--out", "out"])
        #expect(outcome.status == 74 && outcome.lastError.contains("latents.jsonl"), "\(outcome.errors)")
        #expect(outcome.output.contains("Table 1") && place.exists("out/report.html"))
        #expect(place.exists("out/topk-k_4-seed0/latents.jsonl"))
        // The same of the page.
        try FileManager.default.removeItem(atPath: place.path("out/topk-k_2-seed0/latents.jsonl"))
        try FileManager.default.removeItem(atPath: place.path("out/report.html"))
        try FileManager.default.createDirectory(
            atPath: place.path("out/report.html"), withIntermediateDirectories: true)
        let page = try place.orthosae(compare + ["--describe", "all", "--out", "out"])
        #expect(page.status == 74 && page.output.contains("Table 1"), "\(page.errors)")
    }
}
