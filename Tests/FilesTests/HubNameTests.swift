import Files
import Foundation
import Testing

@Suite struct HubNameTests {
    @Test(arguments: [
        "google/gemma-2-2b", "https://huggingface.co/google/gemma-2-2b", "hf:google/gemma-2-2b",
        "https://huggingface.co/google/gemma-2-2b/tree/main",
    ])
    func `a name on the Hub is told how to become a folder`(path: String) throws {
        let remedy = try #require(HubName.remedy(for: path, as: .model))
        #expect(remedy.contains("'hf download google/gemma-2-2b --local-dir gemma-2-2b'"), "\(remedy)")
        #expect(!remedy.contains("--repo-type"))
    }

    @Test func `a data set is downloaded as one`() throws {
        for path in ["monology/pile-uncopyrighted", "https://huggingface.co/datasets/monology/pile-uncopyrighted"] {
            let remedy = try #require(HubName.remedy(for: path, as: .dataset))
            #expect(remedy.contains("hf download monology/pile-uncopyrighted --repo-type dataset"), "\(remedy)")
        }
    }

    @Test(arguments: [
        "", "/", "name", "/tmp/model", "./model", "../a/b", "a/b/c", "a//b", "a/", "/a", "a/b c", "a/b;rm", "-a/b", "ä/b",
    ])
    func `what is no name is left alone`(path: String) {
        #expect(HubName.remedy(for: path, as: .model) == nil)
    }

    @Test func `a path into a folder that is there is misspelt`() throws {
        let here = FileManager.default.currentDirectoryPath
        let folder = "orthosae-hub-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: "\(here)/\(folder)", withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: "\(here)/\(folder)") }
        #expect(HubName.remedy(for: "\(folder)/run", as: .model) == nil)
    }
}
