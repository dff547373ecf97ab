import Foundation
import TestSupport
import Testing

/// The same command again: what is finished and still holds is not computed again, and what is damaged or outdated is.
@Suite struct `An evaluation that is run again` {
    private func text(_ place: EvaluationPlace, _ evaluation: String = "core", _ sae: String = "run") throws -> Data {
        try place.place.data("results/\(evaluation)/\(sae)_custom_sae_eval_results.json")
    }

    @Test func `keeps what is finished, says so, and shows it all the same`() throws {
        let place = try EvaluationPlace()
        let first = try place.evaluate(EvaluationPlace.few)
        #expect(first.status == 0 && !first.errors.contains("finished already"), "\(first.errors)")
        let before = try text(place)
        let again = try place.evaluate(EvaluationPlace.few)
        #expect(again.status == 0 && again.output == first.output)
        #expect(again.errors.contains("core of run: finished already"), "\(again.errors)")
        #expect(try text(place) == before)
        // One more SAE: only that one is computed.
        try place.train("other", "--seed", "2")
        let two = try place.evaluate(EvaluationPlace.few + ["--json"], of: ["run", "other"])
        #expect(two.status == 0 && two.errors.contains("core of run: finished") && !two.errors.contains("core of other"))
        let list = try #require(
            JSONSerialization.jsonObject(with: Data(two.output.utf8)) as? [String: [[String: Any]]])["evaluations"]
        #expect(list?.count == 2)
        let finished = (list ?? []).filter { $0["finished_before"] as? Bool == true }.compactMap { $0["sae"] as? String }
        #expect(finished == ["run"])
        #expect(try text(place) == before)

        let forced = try place.evaluate(EvaluationPlace.few + ["--force"])
        #expect(forced.status == 0 && !forced.errors.contains("finished already"))
        #expect(try text(place) != before, "the time of the result is another")
    }

    @Test func `computes again what was of another SAE, other settings, or is damaged`() throws {
        let place = try EvaluationPlace()
        func skips(_ more: [String] = EvaluationPlace.few) throws -> Bool {
            let outcome = try place.evaluate(more)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return outcome.errors.contains("finished already")
        }
        #expect(try !skips())
        #expect(try skips())
        // Another SAE under the old name.
        try FileManager.default.removeItem(at: place.place.url.appending(path: "run"))
        try place.train("run", "--seed", "2")
        #expect(try !skips())
        #expect(try skips())
        #expect(try !skips(EvaluationPlace.few + ["--exclude-special-tokens"]))
        #expect(try !skips())
        // Another corpus under the old name.
        let line = "The old man and the sea, and the boy who came down to the boats. "
        let corpus = try place.place.write(String(repeating: line, count: 200), to: "mine.txt")
        #expect(try !skips(EvaluationPlace.few + ["--corpus", corpus]))
        _ = try place.place.write(String(repeating: line.uppercased(), count: 200), to: "mine.txt")
        #expect(try !skips(EvaluationPlace.few + ["--corpus", corpus]))
        // A file that is not whole.
        let file = place.place.url.appending(path: "results/core/run_custom_sae_eval_results.json")
        try Data(contentsOf: file).dropLast(20).write(to: file)
        #expect(try !skips(EvaluationPlace.few + ["--corpus", corpus]))
        #expect(try skips(EvaluationPlace.few + ["--corpus", corpus]))
        // A file of which a figure was changed: JSON, of the same identity, and not what was written.
        let changed = try String(contentsOf: file, encoding: .utf8)
            .replacing(/"kl_div_score": [-0-9.e]+/, with: "\"kl_div_score\": 0.99")
        try changed.write(to: file, atomically: true, encoding: .utf8)
        #expect(try !skips(EvaluationPlace.few + ["--corpus", corpus]))
        #expect(try String(contentsOf: file, encoding: .utf8) != changed)
    }

    @Test func `makes damaged activations of absorption anew, says so, and gives the same figures`() throws {
        let place = try EvaluationPlace()
        let arguments = try place.words()
        let first = try place.evaluate(arguments)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.errors.contains("note: ") && first.errors.contains("letters pass"), "\(first.errors)")
        let metrics = try place.result("absorption")["eval_result_metrics"] as? NSDictionary
        #expect(try place.evaluate(arguments).errors.contains("absorption of run: finished already"))

        let folder = try #require(place.place.files.first { $0.hasPrefix("results/cache/absorption-") })
        let tensors = place.place.url.appending(path: folder + "/activations.safetensors")
        let manifest = place.place.url.appending(path: folder + "/manifest.json")
        let whole = try Data(contentsOf: tensors), list = try String(contentsOf: manifest, encoding: .utf8)
        var header = whole
        header[12] ^= 0x10
        let digit = String(try #require(list.split(separator: "\"" as Character).last { $0.count == 64 }))
        let other = (digit.hasPrefix("0") ? "1" : "0") + String(digit.dropFirst())
        let damages: [(String, () throws -> Void)] = [
            ("truncated", { try whole.dropLast(1000).write(to: tensors) }),
            ("a bit of the header", { try header.write(to: tensors) }),
            ("another hash", { try Data(list.replacing(digit, with: other).utf8).write(to: manifest) }),
            ("no manifest", { try FileManager.default.removeItem(at: manifest) }),
        ]
        for (name, damage) in damages {
            try damage()
            let outcome = try place.evaluate(arguments + ["--force"])
            #expect(outcome.status == 0, "\(name): \(outcome.errors)")
            #expect(
                outcome.errors.contains("note: the cached activations cannot be used and are computed again"),
                "\(name): \(outcome.errors)")
            #expect(try place.result("absorption")["eval_result_metrics"] as? NSDictionary == metrics, "\(name)")
            #expect(try Data(contentsOf: tensors) == whole, "\(name)")
        }
        let sound = try place.evaluate(arguments + ["--force"])
        #expect(sound.status == 0 && !sound.errors.contains("computed again"))
        // A result that is not whole is not good enough where that is asked for.
        let strict = try place.evaluate(arguments + ["--strict"])
        #expect(strict.status == 1 && strict.lastError.contains("letters pass"), "\(strict.errors)")
    }
}
