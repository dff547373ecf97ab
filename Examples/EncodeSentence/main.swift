// Loads a model and an SAE, encodes a sentence, lists its strongest latents.
// Usage: EncodeSentence SAE-FOLDER ["a sentence"]
import Foundation
import OrthogonalSAE

let arguments = CommandLine.arguments
let engine = ComputeEngine()
let folder = try EmbeddedGemma.folder()
let model = try LanguageModel(folder: folder, engine: engine)
let tokenizer = try Tokenizer(file: folder + "/tokenizer.json")
let (sae, about) = try SAELensFolder.read(URL(filePath: arguments[1]), engine: engine)

let ids = tokenizer.encode(
    arguments.count > 2 ? arguments[2] : "The old man looked at the sea.", addSpecialTokens: true)
let activations = Matrix(rows: ids.count, columns: sae.width)
try model.activations(of: TokenBatch([ids]), at: Hookpoint(about.hookName), into: activations)
let latents = SparseLatents(columns: sae.latents)
sae.encode(activations, engine: engine, into: latents)

for (row, id) in ids.enumerated() {
    let strongest = latents.entries(ofRow: row).sorted { $0.value > $1.value }.prefix(3)
    print(tokenizer.token(id) ?? "?", strongest.map { "\($0.column): \($0.value)" }.joined(separator: "  "))
}
