import Foundation
import Testing

/// Two processes and one folder.
@Suite struct `A folder that is being written` {
    private let long = tiny + ["--tokens", "64000", "--set", "record.event_every=1", "--out", "run"]

    /// Until there is a whole file whose path begins so. Not one of a certain step: only the newest checkpoints are kept, and a
    /// fast machine passes a step between two looks.
    private func wait(_ place: Workplace, for beginning: String, _ process: Process) {
        Command.wait(process) { place.files.contains { $0.hasPrefix(beginning) && !$0.contains("partial") } }
    }

    private func expectRefused(_ outcome: Command.Outcome, by process: Process, running command: String) {
        #expect(outcome.status == 74 && outcome.output.isEmpty, "\(outcome.errors)")
        #expect(outcome.lastError.contains("process \(process.processIdentifier) ("), "\(outcome.errors)")
        #expect(outcome.lastError.contains(command), "\(outcome.errors)")
    }

    @Test func `keeps a second process out, which is told who has it, under any name`() throws {
        let place = try Workplace()
        try FileManager.default.createSymbolicLink(
            atPath: place.path("link"), withDestinationPath: place.path("run"))
        let first = try Command.run(long + ["--set", "record.checkpoint_every=5"], in: place.url) { process in
            wait(place, for: "run/checkpoints/step-", process)
            try Command.whileStopped(process) {
                for name in ["run", "./run/", "link"] {
                    expectRefused(
                        try place.orthosae("train", "--resume", name), by: process, running: "orthosae train --threads 2")
                }
                expectRefused(try place.orthosae(tiny + ["--out", "run"]), by: process, running: "train")
                expectRefused(try place.orthosae("report", "run"), by: process, running: "train")
            }
        }
        #expect(first.status == 0, "\(first.errors)")
        let lines = try place.data("run/events.jsonl").split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 1000)
        #expect(!place.files.contains { $0.contains("partial") || $0.contains("-lock") })
    }

    @Test func `of a killed process keeps nobody out`() throws {
        let place = try Workplace()
        let killed = try Command.run(long + ["--set", "record.checkpoint_every=5"], in: place.url) { process in
            wait(place, for: "run/checkpoints/step-", process)
            kill(process.processIdentifier, SIGKILL)
        }
        #expect(killed.status == 1000 + SIGKILL)
        let resumed = try place.orthosae("train", "--resume", "run")
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(!place.files.contains { $0.contains("partial") || $0.contains("-lock") })
    }

    @Test func `by a comparison is all the comparison's`() throws {
        let place = try Workplace()
        let compare =
            ["compare", "--architectures", "topk", "--sparsities", "topk=2,4", "--evals", "none", "--describe", "none"]
            + tiny.dropFirst() + ["--tokens", "64000", "--set", "record.checkpoint_every=5", "--out", "out"]
        let first = try Command.run(compare, in: place.url) { process in
            wait(place, for: "out/checkpoints/step-", process)
            try Command.whileStopped(process) {
                expectRefused(try place.orthosae(compare), by: process, running: "orthosae compare")
                expectRefused(try place.orthosae("compare", "--resume", "out"), by: process, running: "orthosae compare")
                expectRefused(
                    try place.orthosae("report", "out/topk-k_2-seed0"), by: process, running: "orthosae compare")
            }
        }
        #expect(first.status == 0, "\(first.errors)")
        #expect(!place.exists("out/checkpoints"))
        #expect(!place.files.contains { $0.contains("partial") || $0.contains("-lock") })
    }

    @Test(arguments: [false, true])
    func `is missed when it is not there any more`(isReplaced: Bool) throws {
        let place = try Workplace(), manager = FileManager.default
        let outcome = try Command.run(long, in: place.url) { process in
            wait(place, for: "run/events.jsonl", process)
            if isReplaced {
                try manager.moveItem(atPath: place.path("run"), toPath: place.path("moved"))
                try manager.createDirectory(atPath: place.path("run"), withIntermediateDirectories: true)
            } else {
                // In one go: emptied file by file, it would be written into meanwhile.
                try manager.moveItem(atPath: place.path("run"), toPath: place.path("gone"))
            }
        }
        #expect(outcome.status == 74 && outcome.lastError.contains("removed, moved or replaced"), "\(outcome.errors)")
        #expect(!place.exists("run/checkpoints") && !place.exists("run/sae"))
    }
}

/// What a command that fails takes with it: what it made, and nothing else.
@Suite struct `A folder that a command fails in` {
    private let short = #"{"text": "too short"}"# + "\n"

    @Test(arguments: ["train", "harvest"])
    func `is as it was`(command: String) throws {
        let place = try Workplace()
        let corpus = try place.write(short, to: "short.jsonl")
        let arguments =
            [command] + (command == "train" ? Array(tiny.dropFirst()) : ["--layer", "1", "--tokens", "640"])
            + ["--set", "data.held_out_rows=0", "--corpus", corpus, "--out"]
        try FileManager.default.createDirectory(atPath: place.path("there/empty"), withIntermediateDirectories: true)
        for out in ["there/empty", "there/new", "there/new/er", "new/er"] {
            let before = place.files
            let outcome = try place.orthosae(arguments + [out])
            #expect(outcome.status == 65, "\(outcome.errors)")
            #expect(place.files == before, "\(out)")
        }
    }

    @Test func `goes again when a signal comes before the first step`() throws {
        let place = try Workplace()
        let fill = tiny + ["--tokens", "128000", "--set", "data.buffer=100000", "--out", "deep/run"]
        let outcome = try Command.run(fill, in: place.url) { process in
            Command.wait(process) { place.exists("deep/run/resolved.yaml") }
            kill(process.processIdentifier, SIGTERM)
        }
        #expect(outcome.status == 143 && place.files.isEmpty, "\(place.files) \(outcome.errors)")
    }

    @Test func `is tried before the work`() throws {
        let place = try Workplace()
        try #require(place.orthosae(tiny + ["--preset", "demo", "--out", "run"]).status == 0)
        for folder in ["c/latents.jsonl", "e/core/run_custom_sae_eval_results.json"] {
            try FileManager.default.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
        }
        _ = try place.write("a file", to: "file")
        let before = place.files
        for words in [
            ["evaluate", "run", "--out", "/proc/x"], ["evaluate", "run", "--out", "file"],
            ["evaluate", "run", "--out", "e"], ["competition", "run", "--out", "/proc/x"],
            ["competition", "run", "--out", "c"], ["report", "run", "--out", "/proc/x"],
            ["report", "run", "--out", "run"], ["report", "run", "--out", "gone/x"],
            ["encode", "run", "--activations", "run", "--out", "gone/x"],
        ] {
            let outcome = try place.orthosae(words)
            #expect(outcome.status == 74 && outcome.output.isEmpty, "\(words): \(outcome.errors)")
            // Progress would be a further line.
            let lines = outcome.errors.split(separator: "\n").filter { !$0.hasPrefix("note:") }
            #expect(lines.count == 1, "\(words): \(outcome.errors)")
            #expect(place.files == before, "\(words)")
        }
    }
}
