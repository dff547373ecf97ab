import Activations
import ArgumentParser
import Engine
import Failures
import Foundation
import Harvest
import Records

extension StorageType {
    /// What the command line calls it.
    init?(argument: String) {
        switch argument {
        case "float32": self = .float32
        case "bfloat16": self = .bfloat16
        default: return nil
        }
    }
}

/// `orthosae harvest`.
struct HarvestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "harvest",
        abstract: "Runs text through a model and keeps the activations, for many runs of 'train --activations'.",
        discussion: """
            A run from shards and a run straight from the model with the same seed see the same batches in the same \
            order.

            EXAMPLES
              orthosae harvest --tokens 500000 --out shards
              orthosae harvest --model gemma-2-2b --corpus pile/*.jsonl.zst --layer 12 --tokens 5e6 --out layer-12
              orthosae train --activations shards
              orthosae harvest --spelling --model smollm2-135m --layer 5 --out spelling

            WITH --spelling the stream is not text: every word of the tokenizer in spelling prompts, drawn by frequency, \
            and beside the shards a testbed of held-out prefixes for 'evaluate' and 'compare --spelling'.
            """)

    @OptionGroup(title: "What is harvested")
    var options: RunOptions

    @OptionGroup(title: "Words in spelling prompts")
    var spelling: SpellingOptions

    @Option(help: ArgumentHelp("The folder; must not exist, or be empty. Otherwise shards, shards-2, …", valueName: "dir"))
    var out: String?

    @Option(
        help: "float32 keeps every bit; bfloat16 takes half the room.",
        transform: {
            guard let type = StorageType(argument: $0) else { throw ValidationError("it must be float32 or bfloat16") }
            return type
        })
    var dtype = StorageType.float32

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() throws {
        var sources = try options.sources
        if spelling.spelling, sources.preset == nil, sources.file == nil { sources.preset = .spelling }
        let config = RunPaths.absolute(try Places.pinned(sources.resolveSettings()))
        if let world = config.world.name {
            throw Failure(
                .usage, "world \(world.quoted) is made anew in seconds wherever it is used: there is nothing to harvest",
                remedy: "train on it: orthosae train --world \(world)")
        }
        let engine = try EngineChoice.engine(config)
        if let recipe = try spelling.recipe(seed: config.data.seed ?? config.seed) {
            return try run(SpellingHarvestRun(config, recipe, engine: engine))
        }
        let inputs = try LanguageInputs(config, engine: engine)
        let output = try OutputFolder(out, otherwise: "shards"), folder = output.path
        Interrupt.savesFirst()
        let start = ContinuousClock.now
        let writer: ShardWriter
        do {
            writer = try ShardWriter(
                folder: output.url, settings: HarvestSettings(config, modelFingerprint: inputs.fingerprint),
                width: inputs.stream.width, as: dtype, engine: engine)
        } catch {
            output.undo()
            throw error
        }
        do {
            if let heldOut = inputs.heldOutStream() {
                try writer.writeHeldOut(from: InterruptibleStream(heldOut), atMost: heldOut.tokens)
            }
            var display = HarvestDisplay(total: config.data.tokens)
            let written = try writer.write(from: inputs.stream, tokens: config.data.tokens) { done in
                display.show(done, seconds: seconds(since: start))
                try output.requireInPlace()
                return Interrupt.requested == nil
            }
            display.leave()
            if let signal = Interrupt.requested { throw ExitCode(128 + signal) }
            guard written == config.data.tokens else {
                throw Failure.textRanOut(after: written, asked: config.data.tokens)
            }
            try writer.finish()
        } catch {
            if error is ExitCode { Terminal.say("stopped; nothing is kept of an unfinished harvest") }
            writer.abandon()
            output.undo()
            throw error
        }
        Terminal.print(try result(folder, writer, inputs, seconds: seconds(since: start)))
    }

    /// The same of words in spelling prompts.
    private func run(_ harvest: SpellingHarvestRun) throws {
        let output = try OutputFolder(out, otherwise: "spelling")
        Interrupt.savesFirst()
        let start = ContinuousClock.now
        var display = EvaluationDisplay(), beside: [URL] = []
        let writer: ShardWriter
        do {
            writer = try ShardWriter(
                folder: output.url, settings: harvest.settings, width: harvest.width, as: dtype, engine: harvest.engine)
        } catch {
            output.undo()
            throw error
        }
        let computed: Int
        do {
            computed = try harvest.write(to: writer, wrote: { beside += $0 }) { what, share in
                display.show(what, share)
                try output.requireInPlace()
                if let signal = Interrupt.requested { throw ExitCode(128 + signal) }
            }
            display.leave()
            try writer.finish()
        } catch {
            display.leave()
            if error is ExitCode { Terminal.say("stopped; nothing is kept of an unfinished harvest") }
            for file in beside { try? FileManager.default.removeItem(at: file) }
            writer.abandon()
            output.undo()
            throw error
        }
        let time = seconds(since: start)
        if json {
            return Terminal.print(
                try Wording.json([
                    "shards": output.path, "tokens": writer.tokens, "width": harvest.width, "seconds": time,
                    "model_tokens": computed,
                ]))
        }
        Terminal.print(
            Wording.table([
                ("shards", output.path), ("activations", "\(Wording.count(writer.tokens)) of width \(harvest.width)"),
                ("model", "\(Wording.count(computed)) tokens"), ("time", Wording.duration(time)),
                (
                    "next", "orthosae compare --spelling \(output.path.shellWord) --architectures batchtopk,matryoshka "
                    + "--sparsities batchtopk=5 matryoshka=5 --seeds 5"),
            ]))
    }

    private func result(
        _ folder: String, _ writer: ShardWriter, _ inputs: LanguageInputs, seconds: Double
    ) throws -> String {
        if json {
            return try Wording.json([
                "shards": folder, "tokens": writer.tokens, "width": inputs.stream.width, "seconds": seconds,
                "skipped_lines": inputs.stream.skippedLines,
            ])
        }
        let rate = Double(writer.tokens) / max(seconds, 1e-9)
        var rows = [
            ("shards", folder), ("activations", "\(Wording.count(writer.tokens)) of width \(inputs.stream.width)"),
            ("time", "\(Wording.duration(seconds)) (\(Wording.rate(rate)))"),
        ]
        if inputs.stream.skippedLines > 0 { rows.append(("lines skipped", Wording.count(inputs.stream.skippedLines))) }
        rows.append(("next", "orthosae train --activations \(folder.shellWord) --tokens \(writer.tokens)"))
        return Wording.table(rows)
    }

    private func seconds(since start: ContinuousClock.Instant) -> Double {
        (ContinuousClock.now - start) / .seconds(1)
    }
}
