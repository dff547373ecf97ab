import Failures
import Files
import Foundation
import TestSupport
import Testing
import Tokens

@Suite struct CorpusFolderTests {
    let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    var folder: String { scratch.url.path(percentEncoded: false) }

    func names(_ listing: CorpusListing) -> [String] { listing.files.map { URL(filePath: $0).lastPathComponent } }

    @Test func `of the Hub's splits only train is read, and that is said`() throws {
        let train = ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]
        for name in train + ["test-00000-of-00001.parquet", "validation-00000-of-00001.parquet"] {
            _ = try scratch.file(name, "x")
        }
        let listing = try Corpus.listing(at: [folder])
        #expect(names(listing) == train)
        #expect(listing.notes == ["of the 4 files in \(folder) the 2 of the split 'train' are read"])
    }

    @Test func `C4's names are splits, other names are not`() throws {
        for name in ["c4-train.00000-of-00002.json.gz", "c4-train.00001-of-00002.json.gz", "c4-validation.00000-of-00001.json.gz"] {
            _ = try scratch.file(name, "x")
        }
        #expect(try names(Corpus.listing(at: [folder])) == ["c4-train.00000-of-00002.json.gz", "c4-train.00001-of-00002.json.gz"])
        _ = try scratch.file("more.jsonl", "x")
        #expect(try names(Corpus.listing(at: [folder])).count == 4)
        let other = try ScratchFolder()
        for name in ["train.jsonl", "test.jsonl"] { _ = try other.file(name, "x") }
        let listing = try Corpus.listing(at: [other.url.path(percentEncoded: false)])
        #expect(names(listing) == ["test.jsonl", "train.jsonl"] && listing.notes.isEmpty)
    }

    @Test(arguments: [("a.jsonl", "b.parquet"), ("LICENSE.txt", "train.parquet"), ("a.csv", "b.jsonl"), ("a.arrow", "b.parquet")])
    func `a folder of several kinds is refused with two of its files`(one: String, other: String) throws {
        for name in [one, other] { _ = try scratch.file(name, "x") }
        let found = try #require(try failure { try Corpus.files(at: [folder]) })
        #expect(found.kind == .badData && found.what == "the folder holds files of more than one kind: '\(one)' and '\(other)'")
        // Named, they are read as they are.
        #expect(try Corpus.files(at: [one, other].map { "\(folder)/\($0)" }).count == 2)
    }

    @Test func `descriptions are no data`() throws {
        for name in ["sae_lens.json", "dataset_infos.json", "a.parquet", "notes.json"] { _ = try scratch.file(name, "{}") }
        #expect(try names(Corpus.listing(at: [folder])) == ["a.parquet"])
        let lone = try ScratchFolder()
        _ = try lone.file("sae_lens.json", "{}")
        #expect(throws: Failure.self) { try Corpus.files(at: [lone.url.path(percentEncoded: false)]) }
        _ = try lone.file("documents.json", "{}")
        #expect(try names(Corpus.listing(at: [lone.url.path(percentEncoded: false)])) == ["documents.json"])
    }

    @Test func `a folder above the data is refused with the folders that hold some`() throws {
        for name in ["data", "docs"] {
            try FileManager.default.createDirectory(at: scratch.url.appending(path: name), withIntermediateDirectories: true)
        }
        _ = try scratch.file("data/train-00000-of-00001.parquet", "x")
        let found = try #require(try failure { try Corpus.files(at: [folder]) })
        #expect(found.kind == .missingInput && found.remedy == "name a folder in it: 'data'")
    }

    @Test func `what save_to_disk wrote is read in the order that it says`() throws {
        let shards = (0..<3).map { "data-0000\($0)-of-00003.arrow" }
        let saved = try Corpus.listing(at: [CorpusGoldens.path("saved")])
        #expect(names(saved) == shards && saved.notes.isEmpty)
        let splits = try Corpus.listing(at: [CorpusGoldens.path("splits")])
        #expect(names(splits) == ["data-00000-of-00001.arrow"] && splits.files[0].contains("/train/"))
        #expect(splits.notes == ["of the splits in \(CorpusGoldens.path("splits")) 'train' is read"])
    }
}
