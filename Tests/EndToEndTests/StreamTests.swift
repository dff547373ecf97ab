import Foundation
import Testing

/// What becomes of work whose output cannot be written, or whose reader or terminal has gone away.
@Suite struct `Standard streams` {
    private let run = tiny + ["--out", "run"]

    @Test func `a result that cannot be written is a failure of every command`() throws {
        let place = try Workplace()
        try #require(place.orthosae(run).status == 0)
        let step = ["--stages", "step", "--shape", "32,64,64", "--l0", "4", "--repeats", "1", "--product", "16"]
        for words in [
            ["--version"], ["--help"], ["train", "--help"], ["help", "train"], ["train", "--list-settings"],
            ["inspect", "run"], ["inspect", "run", "--json"], ["encode", "run", "--text", "The old man."],
            ["report", "run"], ["train", "--resume", "run"], ["train", "--resume", "run", "--json"],
            ["bench", "--threads", "1"] + step,
        ] {
            for (full, said) in [("exec >/dev/full", "No space left"), ("exec >&-", "Bad file descriptor")] {
                let outcome = try place.orthosae(words, shell: full)
                #expect(outcome.status == 74, "\(words) \(full): \(outcome.errors)")
                let last = outcome.lastError
                #expect(last.contains("standard output") && last.contains(said), "\(outcome.errors)")
            }
        }
    }

    @Test func `a result that cannot be written does not keep the work from its end`() throws {
        let place = try Workplace()
        #expect(try place.orthosae(run, shell: "exec >&- 2>&-").status == 74)
        #expect(place.exists("run/sae/cfg.json"))
        // Nor does a closed stream's number come to stand for a file of the run.
        let whole = try place.orthosae(tiny + ["--out", "whole"])
        try #require(whole.status == 0)
        for file in ["resolved.yaml", "sae/cfg.json", "sae/sae_weights.safetensors"] {
            #expect(try place.data("run/" + file) == place.data("whole/" + file), "\(file)")
        }
    }

    @Test(arguments: ["exec 2>pipe", "exec >pipe", "exec >pipe 2>&1", "exec 2>/dev/full <>pipe"])
    func `a reader that goes away ends nothing`(redirection: String) throws {
        let place = try Workplace()
        let outcome = try place.orthosae(run, shell: "mkfifo pipe; (exec <pipe; sleep 0.1) & \(redirection)")
        #expect(outcome.status == 0)
        #expect(place.exists("run/sae/cfg.json"))
    }

    /// Sends signals when the run has made its first events.
    private func signalled(_ place: Workplace, shell: String? = nil, _ numbers: Int32...) throws -> Command.Outcome {
        try Command.run(tiny + ["--tokens", "64000", "--out", "run"], in: place.url, shell: shell) { process in
            Command.wait(process) { place.exists("run/events.jsonl") }
            for number in numbers {
                kill(process.processIdentifier, number)
                usleep(2000)
            }
        }
    }

    private func checkpoints(_ place: Workplace) -> Int {
        place.files.count { $0.hasPrefix("run/checkpoints/step-") && $0.hasSuffix("/manifest.json") }
    }

    @Test func `a hang-up asks for a checkpoint, and is nothing to a program that ignores it`() throws {
        let place = try Workplace()
        let outcome = try signalled(place, SIGHUP)
        #expect(outcome.status == 129 && checkpoints(place) == 1, "\(outcome.errors)")
        let other = try Workplace()
        let ignoring = try signalled(other, shell: "trap '' HUP", SIGHUP)
        #expect(ignoring.status == 0 && other.exists("run/sae/cfg.json"), "\(ignoring.errors)")
    }

    /// As `timeout` and a closing terminal send them.
    @Test func `one wish that comes as two signals still writes the checkpoint`() throws {
        for (signals, status) in [((SIGTERM, SIGTERM), Int32(143)), ((SIGHUP, SIGHUP), 129), ((SIGTERM, SIGHUP), 143)] {
            let place = try Workplace()
            let outcome = try signalled(place, signals.0, signals.1)
            #expect(outcome.status == status && checkpoints(place) == 1, "\(outcome.errors)")
        }
    }

    /// RLIMIT_FSIZE is the disk, and the signal that comes with it by default ends a program.
    @Test func `a file that may not grow further is a full disk`() throws {
        let place = try Workplace()
        let arguments = tiny + ["--set", "record.checkpoint_every=5", "--set", "record.event_every=1", "--out", "run"]
        let outcome = try place.orthosae(arguments, shell: "ulimit -f 700")
        #expect(outcome.status == 74 && outcome.lastError.contains("ulimit -f"), "\(outcome.errors)")
        #expect(!place.files.contains { $0.contains("partial") })
    }
}
