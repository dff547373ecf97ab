import ArgumentParser
import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import SAEFiles

/// `orthosae encode`.
struct EncodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Encodes a sentence, or shards of activations, with a finished SAE.",
        discussion: """
            A sentence is run through the model that the SAE was trained on, and each token's strongest latents are \
            listed with their values and, where 'orthosae competition' has recorded it, the token that each fires on \
            most (→ the token whose logit it raises most). A * marks latents that fire on more than half of all tokens: \
            they tell little of this one. Activations are written to a safetensors file together with their latents and reconstruction: \
            'activations' [n, d], 'reconstruction' [n, d], and the nonzero latents row by row as 'row_offsets' \
            [n + 1], 'latent_indices' and 'latent_values'; 'latent_count' [1].

            EXAMPLES
              orthosae encode runs/orthogonal --text "The old man looked at the sea."
              orthosae encode runs/orthogonal/sae --text "A letter" --top 3 --json
              orthosae encode runs/topk --activations shards --out encoded.safetensors
            """)

    @Argument(help: "A run folder, a folder or file with a finished SAE, hf:org/name/folder, or a catalogue's release/id.")
    var sae: String

    @Option(help: ArgumentHelp("The sentence.", valueName: "sentence"))
    var text: String?

    @Option(help: ArgumentHelp("The model's folder or GGUF file; needed when the SAE is not of the embedded model.", valueName: "dir"))
    var model: String?

    @Option(
        help: ArgumentHelp("Latents to list for each token.", valueName: "n"),
        transform: OptionNumber.whole(1...1 << 24))
    var top = 5

    @Flag(
        name: .customLong("no-bos"),
        help: "Do not begin the sentence with BOS; otherwise it begins as the SAE's training text did.")
    var noBOS = false

    @Option(help: ArgumentHelp("A folder of shards from 'orthosae harvest'.", valueName: "dir"))
    var activations: String?

    @Option(
        help: ArgumentHelp("Activations to encode, from the first on.", valueName: "n"),
        transform: OptionNumber.whole(1...1_000_000_000_000))
    var rows: Int?

    @Option(help: ArgumentHelp("The file that --activations are encoded to.", valueName: "file"))
    var out: String?

    @OptionGroup var hints: SAEHintOptions
    @OptionGroup var compute: ComputeOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if (text == nil) == (activations == nil) { throw ValidationError("give either --text or --activations") }
        if (activations == nil) != (out == nil) { throw ValidationError("--activations and --out belong together") }
    }

    func run() throws {
        if let out { try AtomicFile.requireWritable(URL(filePath: out)) }
        let engine = try compute.engine()
        let found = try hints.add(to: FinishedSAE.find(sae)), folder = found.place
        let contents = try found.read(engine: engine)
        if let text {
            let sentence = try EncodedSentence(
                text, by: contents, named: sae, model: model ?? RunPaths.model(ofRunAt: sae), top: top, noBOS: noBOS,
                engine: engine)
            let labels = LatentLabels(of: sae, sae: folder, for: sentence.latents)
            Terminal.print(json ? try sentence.json(labels) : sentence.text(labels))
        } else if let activations, let out {
            try EncodedShards.requireOther(URL(filePath: out), than: SAEFile.files(of: folder), shards: activations)
            let count = try EncodedShards.write(
                activations, rows: rows, of: contents, named: sae, to: URL(filePath: out), engine: engine)
            Terminal.print(
                json
                    ? try Wording.json(["rows": count, "file": out])
                    : "\(Wording.count(count)) activations encoded to \(out)")
        }
    }
}
