import Foundation
import Testing

/// `--model embedded-letters`, as a user runs it: no path, no second option.
@Suite struct `The embedded model with letters` {
    @Test func `trains, is evaluated and encodes without being named again, and is another model than the first`() throws {
        let place = try Workplace()
        func train(_ model: String, _ out: String) throws {
            let run = try place.orthosae(tiny + ["--model", model, "--out", out])
            try #require(run.status == 0, "\(run.errors)")
        }
        try train("embedded-letters", "letters")
        try train("embedded", "plain")
        #expect(try String(decoding: place.data("letters/resolved.yaml"), as: UTF8.self).contains("embedded-letters"))
        #expect(try String(decoding: place.data("letters/sae/cfg.json"), as: UTF8.self).contains("gemma2-nano-letters"))
        #expect(try place.data("letters/sae/sae_weights.safetensors") != place.data("plain/sae/sae_weights.safetensors"))

        let encoded = try place.orthosae(["encode", "letters", "--text", "The old man looked at the sea."])
        #expect(encoded.status == 0, "\(encoded.errors)")
        // The folder of the SAE alone says which model it is of.
        let core = try place.orthosae([
            "evaluate", "letters/sae", "--evals", "core", "--reconstruction-batches", "1", "--sparsity-batches", "1", "--out",
            "results",
        ])
        #expect(core.status == 0, "\(core.errors)")
        // A name that is nearly one.
        let nearly = try place.orthosae(tiny + ["--model", "embeded-letters", "--out", "none"])
        #expect(nearly.status == 66 && nearly.errors.contains("did you mean 'embedded-letters'? there are embedded, embedded-letters"))
        // Two models in one evaluation are refused.
        let both = try place.orthosae(["evaluate", "letters/sae", "plain/sae", "--evals", "core", "--out", "both"])
        #expect(both.status == 64, "\(both.errors)")
    }
}
