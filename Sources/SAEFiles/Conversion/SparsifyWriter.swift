import Autoencoders
import Engine
import Failures
import Files
import Foundation
import Records
import TensorFiles

/// sparsify's two files, as `SparseCoder.save_to_disk` of 1.3 writes them.
enum SparsifyWriter {
    static func write(
        _ given: Autoencoder, _ description: SAEDescription, to folder: URL, replacing: Bool, engine: ComputeEngine
    ) throws -> [String] {
        try SAEConversion.requirePlainRows(given, in: .sparsify, at: folder)
        let activation: String
        switch (given.configuration.activation, given.inference.choice) {
        case (.topk, .activation): activation = "topk"
        case (.topk, .groupMaximum): activation = "groupmax"
        case (.topk, .signedTopK): throw SAEConversion.impossible("it keeps latents with their sign (abstopk)", in: .sparsify, at: folder)
        default:
            throw SAEConversion.impossible(
                "it keeps no fixed number of latents (\(SAELensFolder.architecture(of: given)))", in: .sparsify, at: folder)
        }
        let sae = given.subtracting(true, engine: engine), (d, latents) = (sae.width, sae.latents)
        let cfg: JSONTree = [
            "activation": .text(activation), "expansion_factor": .integer(max(1, latents / d)), "normalize_decoder": false,
            "num_latents": .integer(latents), "k": .integer(sae.configuration.k.perToken), "multi_topk": false,
            "skip_connection": false, "transcode": false, "d_in": .integer(d),
        ]
        let remarks = try Remarks.tree(description).text()
        var writer = SafetensorsWriter()
        writer.add("W_dec", sae.decoder)
        writer.add("b_dec", sae.decoderBias, shape: [d])
        writer.add("encoder.bias", sae.encoderBias, shape: [latents])
        writer.add("encoder.weight", sae.encoder)
        try AtomicFolder.build(folder, replacing: replacing) { url in
            try AtomicFile.write(cfg.text() + "\n", to: url.appending(path: SparsifyFormat.configurationName))
            // Beside them: the loader of its configuration knows its own keys.
            try AtomicFile.write(remarks + "\n", to: url.appending(path: Remarks.fileName))
            try writer.write(to: url.appending(path: SparsifyFormat.weightsName))
        }
        var notes = SAEConversion.bias(given, sae)
        notes += Remarks.note(description, in: .sparsify, saying: [], holder: Remarks.fileName)
        if given.configuration.rescaleByDecoderNorm { notes.append("decoder rows have norm 1, by which latents were chosen") }
        return notes
    }
}
