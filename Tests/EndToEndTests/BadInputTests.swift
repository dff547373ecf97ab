import Foundation
import Testing

/// Each: one clear sentence on standard error, the right exit code, nothing on standard output, and no run folder.
@Suite struct `Bad input` {
    private func expect(
        _ outcome: Command.Outcome, _ status: Int32, in place: Workplace, says words: String...,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
        #expect(outcome.lastError.hasPrefix("orthosae: "), "\(outcome.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(
                outcome.lastError.contains(word), "'\(word)' in: \(outcome.lastError)", sourceLocation: sourceLocation)
        }
        let written = place.files.filter { $0.hasPrefix("run") }
        #expect(written.isEmpty, "left behind: \(written)", sourceLocation: sourceLocation)
    }

    /// Trains on a model with one thing wrong.
    private func train(_ damage: (DamagedModel) throws -> Void) throws -> (Command.Outcome, Workplace) {
        let place = try Workplace()
        let model = try DamagedModel(in: place)
        try damage(model)
        let corpus = model.folder.path + "/corpus.jsonl.zst"
        let outcome = try place.orthosae(
            tiny + ["--preset", "demo", "--model", model.folder.path, "--corpus", corpus, "--layer", "1"])
        return (outcome, place)
    }

    @Test func `a missing tensor is named`() throws {
        let (outcome, place) = try train { try $0.changeHeader("layers.1.mlp.up_proj", to: "layers.1.mlp.xx_proj") }
        expect(outcome, 65, in: place, says: "/model: ", "model.layers.1.mlp.up_proj.weight")
    }

    @Test func `a tensor of the wrong shape is named with both shapes`() throws {
        let (outcome, place) = try train { try $0.changeHeader("\"shape\":[768,256]", to: "\"shape\":[256,768]") }
        expect(outcome, 65, in: place, says: "[256, 768]", "[768, 256]", "model.safetensors")
    }

    @Test func `a truncated shard is named`() throws {
        let (outcome, place) = try train { try $0.shardAndTruncate() }
        expect(outcome, 65, in: place, says: "model-00001-of-00001.safetensors")
    }

    @Test func `a NaN in the weights is found before training`() throws {
        let (outcome, place) = try train { try $0.putNaN(into: "model.layers.1.mlp.up_proj.weight") }
        #expect(outcome.status == 65)
        expect(outcome, 65, in: place, says: "not finite")
    }

    @Test func `a tokenizer that knows more tokens than the model is refused`() throws {
        let (outcome, place) = try train { try $0.addTokens() }
        expect(outcome, 65, in: place, says: "6144", "6144 tokens", "tokenizer.json")
    }

    @Test func `a model folder that is not there is missing input`() throws {
        let place = try Workplace()
        expect(try place.orthosae(tiny + ["--preset", "demo", "--model", "gone"]), 66, in: place, says: "gone")
    }

    @Test func `a NaN in a shard of activations is found`() throws {
        let place = try Workplace()
        let harvest = [
            "harvest", "--layer", "1", "--tokens", "640", "--set", "data.held_out_rows=2", "--out", "shards",
        ]
        try #require(place.orthosae(harvest).status == 0)
        let name = try #require(place.files.first { $0.hasPrefix("shards/shard-") })
        var data = try place.data(name)
        // In the middle of the file: far from the header, well inside the activations.
        let middle = data.count / 8 * 4
        data.replaceSubrange(middle..<middle + 4, with: [0, 0, 0xC0, 0x7F])
        try data.write(to: place.url.appending(path: name))
        let outcome = try place.orthosae(tiny + ["--preset", "demo", "--activations", "shards", "--tokens", "576"])
        expect(outcome, 65, in: place, says: "not finite")
    }

    @Test func `a truncated shard of activations is refused`() throws {
        let place = try Workplace()
        let harvest = [
            "harvest", "--layer", "1", "--tokens", "640", "--set", "data.held_out_rows=2", "--out", "shards",
        ]
        try #require(place.orthosae(harvest).status == 0)
        let name = try #require(place.files.first { $0.hasPrefix("shards/shard-") })
        try place.data(name).dropLast(100).write(to: place.url.appending(path: name))
        let outcome = try place.orthosae(tiny + ["--preset", "demo", "--activations", "shards", "--tokens", "576"])
        expect(outcome, 65, in: place, says: name)
    }

    @Test(arguments: [
        (["--layer", "6"], "6"), (["--hook", "blocks.1.hook_nothing"], "hook_nothing"), (["--layer", "one"], "one"),
        (["--architecture", "topk", "--set", "sae.k=65"], "sae.k 65"), (["--tokens", "63"], "data.batch 64"),
        (["--set", "competition.treshold_end=0.3"], "competition.threshold_end"), (["--latents", "0"], "sae.latents"),
        (["--set", "l1.weight=much"], "a number"), (["--seed", "minus"], "seed"),
        (["--set", "temporal.pairing=previous_token"], "data.shuffle"),
    ])
    func `an impossible setting is refused by name`(arguments: [String], word: String) throws {
        let place = try Workplace()
        let base = tiny.filter { !["--layer", "1"].contains($0) }
        expect(try place.orthosae(base + arguments), 64, in: place, says: word)
    }

    @Test func `an unknown key in a file is refused with its line and the nearest key`() throws {
        let place = try Workplace()
        let file = try place.write("seed: 1\nl1:\n  wieght: 2\n", to: "mine.yaml")
        expect(
            try place.orthosae(tiny + ["--config", file]), 64, in: place, says: "mine.yaml:3", "l1.wieght", "l1.weight")
    }

    @Test func `a corpus that is missing, unreadable, empty or malformed is refused by file and line`() throws {
        let place = try Workplace()
        expect(try place.orthosae(tiny + ["--corpus", "gone.txt"]), 66, in: place, says: "gone.txt")
        let empty = try place.write("", to: "empty.txt")
        expect(try place.orthosae(tiny + ["--corpus", empty]), 65, in: place, says: "empty.txt")
        let other = try place.write("text", to: "text.pdf")
        expect(try place.orthosae(tiny + ["--corpus", other]), 65, in: place, says: "text.pdf")
        let bad = try place.write("{\"text\": \"fine\"}\n{\"text\": \n", to: "bad.jsonl")
        expect(try place.orthosae(tiny + ["--corpus", bad]), 65, in: place, says: "bad.jsonl:2")
        let folder = place.url.appending(path: "no-text")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        expect(try place.orthosae(tiny + ["--corpus", folder.path]), 66, in: place, says: "no-text")
    }

    @Test func `text that runs out before the tokens are reached is said, and may be started over`() throws {
        let place = try Workplace()
        let text = (0..<400).map { "The number \($0) comes before the number \($0 + 1)." }.joined(separator: "\n")
        let corpus = try place.write(text, to: "short.txt")
        let arguments = tiny + ["--corpus", corpus, "--tokens", "16000"]
        let short = try place.orthosae(arguments)
        // What was trained is finished and measured all the same.
        #expect(short.status == 65 && short.output.contains("explained variance"))
        #expect(short.lastError.contains("ran out") && short.lastError.contains("--epochs"), "\(short.lastError)")
        #expect(place.exists("runs/orthogonal/sae/cfg.json"))
        let again = try place.orthosae(arguments + ["--epochs", "20", "--out", "again"])
        #expect(again.status == 0, "\(again.errors)")
    }

    @Test func `an output folder that exists is not touched`() throws {
        let place = try Workplace()
        try FileManager.default.createDirectory(
            at: place.url.appending(path: "taken"), withIntermediateDirectories: true)
        _ = try place.write("mine", to: "taken/file")
        let outcome = try place.orthosae(tiny + ["--out", "taken"])
        expect(outcome, 64, in: place, says: "taken", "--out")
        #expect(place.files == ["taken", "taken/file"])
    }

    @Test func `an output folder that cannot be made ends the run before any work`() throws {
        let place = try Workplace()
        let file = try place.write("a file", to: "file")
        expect(try place.orthosae(tiny + ["--out", file + "/run"]), 74, in: place, says: "file/run")
        expect(try place.orthosae(tiny + ["--out", "/proc/run"]), 74, in: place, says: "/proc/run")
    }

    /// RLIMIT_FSIZE is the disk: files may grow to so many blocks of 512 bytes and no further.
    @Test func `a disk that is full in the middle of a checkpoint leaves the checkpoint before`() throws {
        let place = try Workplace()
        let run = tiny + ["--set", "record.checkpoint_every=5", "--set", "record.event_every=1", "--out", "run"]
        // Enough for every file of a checkpoint but the mixing buffer of 512 x 256 numbers.
        let outcome = try place.orthosae(run, shell: "trap '' XFSZ; ulimit -f 700")
        #expect(outcome.status == 74, "\(outcome.errors)")
        #expect(outcome.lastError.contains("checkpoint"), "\(outcome.lastError)")
        let left = place.files.filter { $0.hasPrefix("run/checkpoints/") }
        #expect(left.isEmpty, "\(left)")
        #expect(!place.exists("run/sae"))
    }
}
