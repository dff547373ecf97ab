import Autoencoders
import EmbeddedModel
import Engine
import Evaluation
import Files
import Foundation
import LanguageModels
import Records
import TestSupport
import Tokens

/// The embedded model, a few rows of text, and an SAE with random weights of which some latents never fire.
struct CompetitionFixture {
    static let width = 256
    let engine: ComputeEngine
    let model: LanguageModel
    let tokenizer: Tokenizer
    let rows: [[Int32]]

    init(threads: Int = 2) throws {
        engine = ComputeEngine(threads: threads)
        model = try LanguageModel(folder: EmbeddedGemma.folder(), engine: engine)
        tokenizer = try Tokenizer(file: EmbeddedGemma.folder() + "/tokenizer.json")
        // Of different lengths, as rows of one document each are.
        rows = try CoreFixtures.tokens().rows.prefix(6).enumerated().map { Array($1.prefix(128 - 7 * $0)) }
    }

    /// Latents 3 and 4 never fire. Others fire on a part of the tokens.
    func sae(latents: Int = 40, width: Int = width) -> EvaluatedSAE {
        var configuration = AutoencoderConfig()
        configuration.latents = latents
        let sae = Autoencoder(configuration: configuration, width: width)
        sae.initialise(InitialisationConfig(), seed: 5, engine: engine)
        sae.encoderBias.assign((0..<latents).map { $0 == 3 || $0 == 4 ? -1e9 : -0.3 })
        return EvaluatedSAE(
            sae, hook: Hookpoint(layer: 2, site: .residPost), description: CoreFixtures.description, release: "toy",
            engine: engine)
    }

    func text(_ rows: [[Int32]]? = nil) throws -> HeldOutText {
        try HeldOutText(
            rows: rows ?? self.rows, hook: Hookpoint(layer: 2, site: .residPost), modelDigest: "model",
            specialTokens: CoreFixtures.special)
    }

    func subject() throws -> CompetitionAnalysis.Subject {
        .init(
            model: model, tokenizer: tokenizer,
            held: try HeldOutActivations(text(), model: model, engine: engine))
    }

    /// Two events, of which the second lacks figures and the file's last line is cut off.
    static func history(in folder: URL, coefficient: String = "cosine") throws -> RunHistory {
        let lines = [
            #"{"step":0,"theta":0.7,"competition":{"pairs":3,"mean_coefficient":0.8,"histogram":[0,3],"strongest":[{"first":1,"second":2,"coefficient":0.9,"cosine":0.5}]}}"#,
            #"{"step":50,"theta":0.3,"competition":{"pairs":9,"mean_coefficient":NaN}}"#, #"{"step":51,"the"#,
        ]
        try Data(lines.joined(separator: "\n").utf8).write(to: folder.appending(path: FileNames.events))
        return try RunHistory(run: folder, coefficient: coefficient)
    }

    /// Both files of an analysis.
    func files(
        _ settings: CompetitionSettings = CompetitionSettings(), latents: Int = 40, of run: URL,
        into folder: URL
    ) throws -> (report: CompetitionReport, latents: [LatentRecord], bytes: [Data]) {
        try CompetitionAnalysis(settings, engine: engine).write(
            sae(latents: latents), Self.history(in: run), on: subject(), command: ["orthosae", "competition", "run"],
            into: folder)
        let bytes = try [FileNames.competition, FileNames.latents].map { try Data(contentsOf: folder.appending(path: $0)) }
        return (
            try JSONCoding.read(CompetitionReport.self, from: bytes[0], as: "a report of competition"),
            try bytes[1].split(separator: UInt8(ascii: "\n")).map {
                try JSONCoding.read(LatentRecord.self, from: Data($0), at: "latents.jsonl", as: "a latent's record")
            }, bytes
        )
    }
}
