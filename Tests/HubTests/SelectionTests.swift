import Failures
import Files
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct SelectionTests {
    private func files(_ names: [String]) -> [FakeHub.File] { names.map { FakeHub.File($0, "{}") } }

    /// Names in the snapshot that were fetched.
    private func fetched(_ world: HubWorld) -> [String] {
        HubCache(try! world.environment()).files(FakeHub.commit, of: try! world.repository) ?? []
    }

    @Test func `a model is its description, its tokenizer and its safetensors`() throws {
        let names = [
            "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json", "tokenizer.model", "README.md",
            "model.safetensors", "pytorch_model.bin", "flax_model.msgpack", "tf_model.h5", "onnx/model.onnx", "original/x.safetensors",
            "consolidated.safetensors",
        ]
        try withHub(files(names)) { world in
            let folder = try world.hub().modelFolder(HubPlace(try world.repository))
            #expect(folder == world.folder.appending(path: "snapshots/\(FakeHub.commit)").path)
            #expect(fetched(world) == ["config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"])
        }
    }

    @Test func `of shards those that the index names`() throws {
        let index = #"{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors","c":"model-00001-of-00002.safetensors"}}"#
        let more = files(["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "consolidated.00.safetensors", "old.safetensors"])
        try withHub(more + [FakeHub.File("model.safetensors.index.json", index)]) { world in
            _ = try world.hub().modelFolder(HubPlace(try world.repository))
            #expect(fetched(world) == ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"])
        }
        for hostile in [#"{"weight_map":{"a":"../../x.safetensors"}}"#, #"{"weight_map":{"a":7}}"#, #"{"weight_map":{}}"#, "[]", #"{"weight_map":{"a":"/etc/passwd"}}"#] {
            try withHub(more + [FakeHub.File("model.safetensors.index.json", hostile)]) { world in
                let refused = try failure { try world.hub().modelFolder(HubPlace(try world.repository)) }
                #expect(refused?.kind == .badData)
            }
        }
    }

    @Test func `a shard that the repository lacks is named`() throws {
        let index = #"{"weight_map":{"a":"model-00001-of-00002.safetensors"}}"#
        try withHub([FakeHub.File("model.safetensors.index.json", index)] + files(["config.json", "x.safetensors"])) { world in
            let refused = try failure { try world.hub().modelFolder(HubPlace(try world.repository)) }
            #expect(refused?.kind == .missingInput && refused?.what.contains("model-00001-of-00002") == true, "\(refused?.description ?? "")")
        }
    }

    @Test func `other forms of weights are named where there is no other`() throws {
        try withHub(files(["config.json", "pytorch_model.bin"])) { world in
            let refused = try failure { try world.hub().modelFolder(HubPlace(try world.repository)) }
            #expect(refused?.kind == .missingInput && refused?.what.contains("pytorch_model.bin") == true)
            #expect(fetched(world).isEmpty)
        }
        try withHub(files(["x-Q4.gguf", "x-Q8.gguf"])) { world in
            let hub = try world.hub()
            let refused = try failure { try hub.modelFolder(HubPlace(try world.repository)) }
            #expect(refused?.remedy?.contains("hf:org/name/x-Q4.gguf") == true, "\(refused?.description ?? "")")
            let path = try hub.modelFolder(HubPlace(try world.repository, path: "x-Q8.gguf"))
            #expect(path.hasSuffix("/x-Q8.gguf") && fetched(world) == ["x-Q8.gguf"])
        }
    }

    @Test func `a folder is all below it, and of weights the safetensors`() throws {
        let names = ["a/cfg.json", "a/w.safetensors", "a/w.pt", "a/deep/x.json", "ab/cfg.json", "b/ae.pt", "b/config.json", "README.md"]
        try withHub(files(names)) { world in
            let hub = try world.hub()
            #expect(try hub.folder(HubPlace(try world.repository, path: "a")).hasSuffix("/\(FakeHub.commit)/a"))
            #expect(fetched(world) == ["a/cfg.json", "a/deep/x.json", "a/w.safetensors"])
            _ = try hub.folder(HubPlace(try world.repository, path: "b"))
            #expect(fetched(world).contains("b/ae.pt"))
            _ = try hub.folder(HubPlace(try world.repository))
            #expect(fetched(world).contains("README.md") && !fetched(world).contains("ab/cfg.json"))
        }
    }

    private static let endings = [".parquet", ".jsonl", ".jsonl.zst", ".json.gz", ".csv", ".txt"]

    private func chosen(_ names: [String], card: String = "null", _ wish: DatasetWish = DatasetWish(endings: endings), path: String = "") throws -> [String] {
        try withHub(files(names), kind: .dataset, card: card) { world in
            try world.hub().datasetList(HubPlace(try world.repository, path: path), wish).files.map(\.path)
        }
    }

    @Test func `a data set's training files come from its card, else from their names`() throws {
        let parquet = ["README.md", "data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet", "data/test-00000-of-00001.parquet"]
        #expect(try chosen(parquet) == Array(parquet[1...2]))
        #expect(try chosen(parquet, DatasetWish(endings: Self.endings, split: "test")) == [parquet[3]])
        #expect(try chosen(["train/00.jsonl.zst", "train/01.jsonl.zst", "val.jsonl.zst", "test.jsonl.zst"]) == ["train/00.jsonl.zst", "train/01.jsonl.zst"])
        #expect(try chosen(["a.txt", "b.txt", "LICENSE.txt", "requirements.txt"]) == ["a.txt", "b.txt"])
        #expect(try chosen(["strained.txt", "latest.txt"]) == ["latest.txt", "strained.txt"])
        let c4 = #"{"configs":[{"config_name":"en","data_files":[{"split":"train","path":"en/c4-train.*.json.gz"},{"split":"validation","path":"en/c4-val*"}]},{"config_name":"fr","default":true,"data_files":[{"split":"train","path":["fr/**"]}]}]}"#
        let names = ["en/c4-train.00.json.gz", "en/c4-validation.00.json.gz", "fr/x/y.json.gz", "README.md"]
        #expect(try chosen(names, card: c4) == ["fr/x/y.json.gz"])
        #expect(try chosen(names, card: c4, DatasetWish(endings: Self.endings, configuration: "en")) == ["en/c4-train.00.json.gz"])
        #expect(try chosen(names, card: c4, path: "en") == ["en/c4-train.00.json.gz"])
        #expect(try chosen(names, card: c4, path: "en/c4-validation.00.json.gz") == ["en/c4-validation.00.json.gz"])
        let wrong = try failure { try chosen(names, card: c4, DatasetWish(endings: Self.endings, configuration: "em")) }
        #expect(wrong?.remedy?.hasPrefix("did you mean 'en'") == true, "\(wrong?.description ?? "")")
        let undecided = try failure { try chosen(names, card: c4.replacing(#""default":true,"#, with: "")) }
        #expect(undecided?.remedy?.contains("'en', 'fr'") == true)
    }

    @Test func `where nothing can be read the Hub's conversion is`() throws {
        try withHub(files(["script.py"]), kind: .dataset) { world in
            world.fake.instead { request, _ in
                let file = FakeHub.File("plain_text/train/0000.parquet", "{}")
                if request.path.hasSuffix("/revision/refs%2Fconvert%2Fparquet") {
                    return .init(json: #"{"sha":"\#(FakeHub.commit)","siblings":[\#(FakeHub.siblings([file, FakeHub.File("plain_text/test/0000.parquet", "{}")]))]}"#)
                }
                return request.path.hasSuffix("/plain_text/train/0000.parquet") ? FakeHub.bytes(of: file, request, [("ETag", "\"\(file.gitID)\"")]) : nil
            }
            let paths = try world.hub().datasetFiles(HubPlace(try world.repository), DatasetWish(endings: Self.endings))
            #expect(paths.count == 1 && paths[0].hasSuffix("plain_text/train/0000.parquet"))
            #expect(FileManager.default.fileExists(atPath: world.folder.appending(path: "refs/refs/convert/parquet").path))
        }
        let none = try failure { try chosen(["script.py"]) }
        #expect(none?.kind == .missingInput && none?.remedy?.contains("script.py") == true, "\(none?.description ?? "")")
    }

    @Test func `only so many bytes are fetched`() throws {
        let parts = (0..<5).map { FakeHub.File("data/train-\($0).txt", noise(1_000, UInt64($0))) }
        try withHub(parts, kind: .dataset) { world in
            let paths = try world.hub().datasetFiles(HubPlace(try world.repository), DatasetWish(endings: Self.endings, bytes: 1_500))
            #expect(paths.map { $0.suffix(11) } == ["train-0.txt", "train-1.txt"])
            let offline = try world.hub(["HF_HUB_OFFLINE": "1"])
            #expect(try offline.datasetFiles(HubPlace(try world.repository), DatasetWish(endings: Self.endings)) == paths)
        }
    }

    @Test(arguments: [
        ("data/train-*", "data/train-0.parquet", true), ("data/*", "data/a/b", false), ("data/**", "data/a/b", true),
        ("**/x", "x", true), ("**/x", "a/b/x", true), ("*.csv", "a.csv", true), ("*.csv", "a/b.csv", false), ("a?c", "abc", true),
        ("a?c", "a/c", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("{a,b}/{c,d}", "b/c", true), ("{a,b}", "c", false),
        ("./a", "a", true), ("[", "[", true), ("{", "{", true), ("a]", "a]", true), ("", "", true), ("**", "a/b", true),
        (String(repeating: "*a", count: 200), String(repeating: "a", count: 400) + "b", false),
    ])
    func `a pattern matches as data sets' cards mean it`(pattern: String, path: String, matches: Bool) throws {
        #expect(PathPattern(pattern).matches(path) == matches)
    }
}
