import Foundation
import Testing

/// Sizes that no machine holds, or that a limit on this one does not let through: a sentence, exit code 1 or 64, nothing
/// left behind, and no trap.
@Suite struct `Sizes that cannot be` {
    private func refused(
        _ place: Workplace, _ outcome: Command.Outcome, says words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect([1, 64].contains(outcome.status), "\(outcome.status): \(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.errors.split(separator: "\n").count <= 5, "\(outcome.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(outcome.errors.contains(word), "'\(word)' in: \(outcome.errors)", sourceLocation: sourceLocation)
        }
        #expect(place.files.isEmpty, "\(place.files)", sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("sae.latents", "9223372036854775807"), ("sae.latents", "1e17"), ("data.batch", "9223372036854775807"),
        ("curriculum.threshold_end", "9223372036854775807"), ("data.buffer", "9e18"), ("data.tokens", "9e18"),
        ("data.context", "9e18"), ("data.epochs", "9e18"), ("data.held_out_rows", "9e18"), ("sae.k", "9e18"),
        ("auxiliary.k", "9e18"), ("orthogonality.chunk", "9e18"), ("dead.tokens", "9e18"), ("threads", "1000000"),
        ("optimizer.decay", "9e18"), ("record.keep", "9e18"), ("record.event_every", "9e18"),
    ])
    func `are refused by the table of settings`(key: String, value: String) throws {
        let place = try Workplace()
        refused(place, try place.orthosae(tiny + ["--set", "\(key)=\(value)", "--out", "out"]), says: key, "at most")
    }

    /// The largest values that the table allows: a sentence about memory or text, not a trap.
    @Test(arguments: [
        ["sae.latents=16777216"], ["sae.latents=16777216", "data.batch=1048576", "data.buffer=0", "data.tokens=1e12"],
        ["data.buffer=1073741824", "data.tokens=1e12", "sae.latents=16777216"],
    ])
    func `are refused with the figure where memory is short`(settings: [String]) throws {
        let place = try Workplace()
        let given = settings.flatMap { ["--set", $0] }
        refused(
            place, try place.orthosae(tiny + given + ["--out", "out"], shell: "ulimit -v 8000000"), says: "needs about",
            "can be had", "lower sae.latents")
    }

    @Test func `are more held-out rows than the text has`() throws {
        let place = try Workplace()
        let outcome = try place.orthosae(tiny + ["--set", "data.held_out_rows=1048576", "--out", "out"])
        #expect(outcome.status == 65 && outcome.lastError.contains("data.held_out_rows"), "\(outcome.errors)")
        #expect(place.files.isEmpty)
    }

    #if os(Linux)
    @Test func `are threads whose stacks do not fit, while fewer do`() throws {
        let place = try Workplace()
        refused(
            place, try place.orthosae(tiny + ["--threads", "256", "--out", "out"], shell: "ulimit -v 3000000"),
            says: "256 threads", "--threads")
        let fewer = try place.orthosae("encode", "none", "--text", "a", "--threads", "4", shell: "ulimit -v 3000000")
        #expect(fewer.status == 66, "\(fewer.errors)")
    }

    /// What no estimate foresaw ends in a sentence too.
    @Test func `are storage that the system refuses in the middle of the work`() throws {
        let place = try Workplace()
        refused(
            place,
            try place.orthosae(
                ["bench", "--stages", "step", "--shape", "2048,131072,512", "--repeats", "1", "--threads", "1"],
                shell: "ulimit -v 1500000"), says: "no memory for another", "ulimit -v")
    }
    #endif
}
