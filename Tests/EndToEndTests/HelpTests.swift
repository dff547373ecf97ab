import Foundation
import Testing

@Suite struct `The command's help` {
    @Test(arguments: ["train", "harvest", "inspect", "encode", "evaluate", "compare", "ablate", "competition", "report", "bench"])
    func `of every subcommand explains and shows an example`(command: String) throws {
        let outcome = try Workplace().orthosae(command, "--help")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.output.contains("orthosae \(command) "), "no example")
        #expect(outcome.output.contains("OVERVIEW") && outcome.output.contains("USAGE"))
    }

    @Test func `names the subcommands and the exit codes`() throws {
        let outcome = try Workplace().orthosae("--help")
        for word in ["train", "harvest", "inspect", "encode", "evaluate", "compare", "ablate", "competition", "bench", "64", "65", "66", "74", "130"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
    }

    @Test func `lists every setting with what it may be`() throws {
        let outcome = try Workplace().orthosae("train", "--list-settings")
        #expect(outcome.status == 0)
        for word in ["competition.threshold_end", "a number from 0 to below 1", "relu, topk, batchtopk, jumprelu"] {
            #expect(outcome.output.contains(word), "\(word)")
        }
    }

    @Test(arguments: [
        ["train", "--no-such-flag"], ["train", "--preset", "huge"], ["train", "--layer", "1", "--hook", "x"],
        ["nonsense"],
        ["inspect"], ["train", "--architecture", "dense"],
    ])
    func `is what wrong usage points to, with exit code 64`(arguments: [String]) throws {
        let place = try Workplace()
        let outcome = try place.orthosae(arguments)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.contains("Error: "))
        #expect(place.files.isEmpty)
    }
}
