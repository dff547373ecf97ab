import Foundation
import Testing

@Suite struct `The command's help` {
    @Test(arguments: ["train", "harvest", "inspect", "tokenize", "encode", "evaluate", "compare", "ablate", "competition", "report", "bench"])
    func `of every subcommand explains and shows an example`(command: String) throws {
        let outcome = try Workplace().orthosae(command, "--help")
        #expect(outcome.status == 0)
        #expect(outcome.errors.isEmpty)
        #expect(outcome.output.contains("orthosae \(command) "), "no example")
        #expect(outcome.output.contains("OVERVIEW") && outcome.output.contains("USAGE"))
    }

    @Test(arguments: ["train", "inspect", "competition"])
    func `says what the figures are that several commands tell`(command: String) throws {
        let help = try Workplace().orthosae(command, "--help").output
        for name in ["held-out tokens", "alive in training", "alive on held-out tokens", "pairs in a held-out batch"] {
            #expect(help.contains(name), "\(name)")
        }
    }

    @Test func `names the subcommands and the exit codes`() throws {
        let outcome = try Workplace().orthosae("--help")
        for word in ["train", "harvest", "inspect", "tokenize", "encode", "evaluate", "compare", "ablate", "competition", "bench", "64", "65", "66", "74", "130"] {
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

@Suite struct `Wrong usage` {
    @Test(arguments: [
        (["trian"], ["no command 'trian'", "did you mean 'train'?"]), (["foo"], ["no command 'foo'", "train", "bench"]),
        (["help", "foo"], ["no command 'foo'"]),
        (["train", "--device", "tpu"], ["--device", "tpu", "cuda:N"]),
        (["compare", "--gpu"], ["no --gpu", "--device", "cuda"]), (["report", "--device", "cuda"], ["no --device here"]),
        (["encode", "x", "--device", "cuda:x"], ["'cuda:x' is no device"]),
        (["bench", "--precision", "fp8"], ["'fp8' is no precision", "tf32"]),
        (["train", "--lr", "0.1"], ["'--lr'", "--set optimizer.learning_rate="]),
        (["train", "--batch-size", "64"], ["--set data.batch="]),
        (["train", "--qwertyuiop"], ["'--qwertyuiop'"]), (["train", "--latent", "3"], ["did you mean --latents?"]),
        (["train", "--set", "lr=1"], ["did you mean 'optimizer.learning_rate'?"]),
        (["train", "--seed", "-1"], ["seed cannot be -1", "from 0"]),
        (["train", "--tokens", "-5"], ["data.tokens cannot be -5"]),
        (["train", "--layer", "-1"], ["no layer '-1'"]), (["train", "--threads", "-2"], ["threads cannot be -2"]),
        (["evaluate", "x", "--seed", "-1"], ["--seed", "from 0 to 4294967295"]),
        (["evaluate", "x", "--threads", "-1"], ["--threads", "0 or more"]),
        (["evaluate", "x", "--seeds", "3"], ["--absorption-seeds 3", "compare"]),
        (["compare", "--seeds", "-1"], ["--seeds", "1 or more"]), (["compare", "--seeds", "9e18"], ["at most 1,000"]),
        (["encode", "x", "--text", "a", "--top", "99999999999999999999"], ["--top", "at most"]),
        (["encode", "x", "--text", "a", "--top", "-3"], ["--top", "1 or more"]),
        (["competition", "x", "--rows", "0"], ["--rows", "1 or more"]),
        (["competition", "x", "--theta", "-0.5"], ["--theta", "from 0 to below 1"]),
        (["report", "x", "--latent-pages", "-7"], ["--latent-pages"]),
        (["bench", "--repeats", "-1"], ["--repeats", "1 or more"]), (["bench", "--l0", "-4"], ["--l0"]),
        (["train", "--threads", "5000"], ["threads cannot be 5000", "at most 1,024"]),
    ])
    func `says what is wrong and what to do`(arguments: [String], words: [String]) throws {
        let place = try Workplace()
        let outcome = try place.orthosae(arguments)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.output.isEmpty && place.files.isEmpty)
        for word in words { #expect(outcome.errors.contains(word), "'\(word)' in: \(outcome.errors)") }
    }
}
