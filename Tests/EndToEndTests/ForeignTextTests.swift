import Foundation
import Testing

/// What stands in somebody's file or argument reaches the terminal escaped and cut: one short sentence.
@Suite struct ForeignTextTests {
    static let hostile = "\u{1B}[31mX\u{7}\u{202E}"
    static let long = String(repeating: "x", count: 9000)
    /// As JSON and YAML write the hostile text between quotation marks.
    static let escaped = #"\u001b[31mX\u0007\u202e"#

    private func expectOneLine(_ outcome: Command.Outcome, _ status: Int32, _ what: String) {
        #expect(outcome.status == status, "\(what): \(outcome.errors.prefix(300))")
        for text in [outcome.errors, outcome.output] {
            #expect(
                text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0 != "\u{202E}" }, "\(what)")
        }
        #expect(outcome.lastError.count < 700, "\(what): \(outcome.lastError.count) characters")
    }

    @Test func `in files that are inspected`() throws {
        let place = try Workplace()
        for (name, value) in [("short", Self.escaped), ("long", Self.long)] {
            let index = #"{"weight_map": {"a": "\#(value)"}}"#
            let sae = #"{"architecture": "standard", "d_in": 8, "d_sae": 16, "normalize_activations": "\#(value)"}"#
            let list = #"{"architecture": ["\#(value)"], "d_in": 8, "d_sae": 16, "\#(value)": 1}"#
            let model = #"{"model_type": "\#(value)", "architectures": ["\#(value)"]}"#
            for (file, text) in [
                ("model.safetensors.index.json", index), ("cfg.json", sae), ("cfg.json", list), ("config.json", model),
                ("cfg.json", #"{"a": "\#(value)"#),
            ] {
                let folder = "\(name)-\(UUID().uuidString)"
                try FileManager.default.createDirectory(
                    at: place.url.appending(path: folder), withIntermediateDirectories: true)
                _ = try place.write(text, to: "\(folder)/\(file)")
                let outcome = try place.orthosae("inspect", folder)
                expectOneLine(outcome, outcome.status == 66 ? 66 : 65, "\(name) in \(file)")
            }
        }
    }

    @Test func `in arguments and settings`() throws {
        let place = try Workplace()
        for value in [Self.hostile, Self.long] {
            let file = try place.write("data.batch: \"\(value == Self.long ? value : #"\e[31mX\a"#)\"\n", to: "a.yaml")
            let raw = try place.write("data.batch: \(value)\n", to: "b.yaml")
            for arguments in [
                ["train", "--set", "data.batch=\(value)"], ["train", "--set", value], ["train", "--set", "\(value)=1"],
                ["train", "--config", file], ["train", "--config", raw], ["train", "--recipe", value],
                ["train", "--\(value)"], ["train", value], [value], ["train", "--latents", value],
                ["evaluate", "x", "--evals", value], ["compare", "--architectures", value],
            ] {
                let outcome = try Command.run(arguments, in: place.url)
                expectOneLine(outcome, 64, "\(arguments.joined(separator: " ").prefix(60).debugDescription)")
            }
            for arguments in [["inspect", value], ["train", "--corpus", "\(value).txt", "--latents", "16"]] {
                let outcome = try Command.run(arguments, in: place.url)
                #expect([66, 74].contains(outcome.status))
                expectOneLine(outcome, outcome.status, "\(arguments.joined(separator: " ").prefix(60).debugDescription)")
            }
        }
    }
}
