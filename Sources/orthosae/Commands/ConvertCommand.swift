public import ArgumentParser
import Autoencoders
import Engine
import Failures
import Files
import Foundation
public import SAEFiles

extension SAEConversion.Format: ExpressibleByArgument {}

/// `orthosae convert`.
struct ConvertCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Writes a finished SAE as another program keeps it.",
        discussion: """
            Reads an SAE of any format that is known here (SAELens 1 to 6, dictionary_learning, sparsify, Gemma Scope 1 \
            and 2, Llama Scope, Qwen Scope, single .pt dictionaries) and writes it so that the other program's own \
            loader computes the same function. What that program cannot compute is refused, with the reason.

            EXAMPLES
              orthosae convert runs/topk topk-dl --to dictionary_learning
              orthosae convert trainer_0/ae.pt my-sae --to saelens
              orthosae convert gemma-scope-2b-pt-res-canonical/layer_12/width_16k/canonical gs --to saelens
            """)

    @Argument(help: "A run folder, a folder or file with a finished SAE, hf:org/name/folder, or a catalogue's release/id.")
    var source: String

    @Argument(help: "The folder to write; must not exist, or be empty.")
    var destination: String

    @Option(help: "Whose form: \(names(SAEConversion.Format.self)).")
    var to: SAEConversion.Format

    @OptionGroup var hints: SAEHintOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let place = try FreeFolder(destination)
        let found = try hints.add(to: FinishedSAE.find(source))
        let engine = ComputeEngine()
        let contents = try found.read(engine: engine)
        // What is written aside is to be taken back, so a signal asks, and is answered when the folder is whole.
        Interrupt.savesFirst()
        let notes = try place.fill { output in
            try SAEConversion.write(
                contents.autoencoder, contents.description, as: to, firingRates: SAEFile.firingRates(found.place),
                to: output, engine: engine)
        }
        if json {
            return Terminal.print(
                try Wording.json([
                    "from": contents.format, "to": to.rawValue, "folder": destination, "latents": contents.autoencoder.latents,
                    "width": contents.autoencoder.width, "decisions": contents.decisions, "notes": notes,
                ]))
        }
        let rows = [("from", "\(contents.format), \(found.place.relativePath)"), ("to", "\(to.rawValue), \(destination)")]
            + contents.decisions.map { ("read", $0) } + notes.map { ("written", $0) }
        Terminal.print(Wording.table(rows))
    }
}
