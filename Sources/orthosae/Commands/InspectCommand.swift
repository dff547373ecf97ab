import ArgumentParser
import Failures
import Foundation

/// `orthosae inspect`.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Says what a run, SAE, checkpoint, model folder, GGUF file, shard folder or tensor file is.",
        discussion: """
            EXAMPLES
              orthosae inspect runs/orthogonal
              orthosae inspect runs/orthogonal/sae --json
              orthosae inspect runs/orthogonal/checkpoints/step-500
              orthosae inspect gemma-2-2b
              orthosae inspect models/smollm2-135m --text page.txt
              orthosae inspect SmolLM2-135M-Instruct.Q4_1.gguf
              orthosae inspect shards
              orthosae inspect trainer_0/ae.pt
              orthosae inspect google/gemma-2-2b
              orthosae inspect gpt2-small-res-jb/blocks.8.hook_resid_pre
              orthosae inspect model-00001-of-00003.safetensors
              orthosae inspect --devices

            \(Glossary.help)
            """)

    @Argument(help: "The folder or file; a model, or an SAE, by its name on the Hub; a catalogue's release/id.")
    var path: String?

    @Flag(help: "Instead of a path: which GPUs there are, and whether they can be used. Compiles the kernels, or finds them.")
    var devices = false

    @Flag(help: "Print JSON.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Of a model: also how well it predicts this text. A cross-entropy far above 4 nats a token on plain English "
                + "says that the model is not read as it is meant.",
            valueName: "file"))
    var text: String?

    func validate() throws {
        if devices == (path != nil) {
            throw ValidationError(devices ? "--devices and a path ask for different things" : "name a folder or file, or ask for --devices")
        }
        if devices, text != nil { throw ValidationError("--text is for a model") }
    }

    func run() throws {
        guard let path else {
            let found = DeviceFindings()
            Terminal.print(json ? try found.json() : found.text)
            return
        }
        let findings = try Findings(at: path, text: text)
        Terminal.print(json ? try findings.json() : findings.text)
    }
}
