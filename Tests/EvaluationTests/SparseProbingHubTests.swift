import Evaluation
import Failures
import Files
import Foundation
import TestSupport
import Testing

/// SAEBench's sources from their own files, laid out as the Hub has them: the texts are those that SAEBench 0.6.0 chooses
/// (Tools/goldens/exchange/probing/make.py).
@Suite struct SparseProbingHubTests {
    static let golden = Goldens.url("exchange/probing")

    static func small(_ name: String) throws -> ProbingDataset {
        var set = try #require(ProbingDataset.builtIn.first { $0.name == name })
        (set.train, set.test) = (8, 4)
        return set
    }

    static func strings(_ texts: [[[UInt8]]]) -> [[String]] { texts.map { $0.map { String(decoding: $0, as: UTF8.self) } } }

    @Test(arguments: ProbingDataset.builtIn.map(\.name)) func `texts are those that SAEBench chooses`(name: String) throws {
        let results = try JSONFile.value(Self.golden.appending(path: "results.json").path(percentEncoded: false))
        let wanted = try #require(results[name])
        func texts(_ part: String) throws -> [[String]] {
            try #require(wanted[part]?.array).map { try #require($0.array).map { try #require($0.string) } }
        }
        let set = try Self.small(name)
        let found = try set.texts(in: Self.golden.appending(path: "data"), seed: 42)
        #expect(Self.strings(found.train) == (try texts("train")))
        #expect(Self.strings(found.test) == (try texts("test")))
        #expect(found.train.count == set.classes.count && found.train.allSatisfy { $0.count == 8 })
        #expect(found.files.allSatisfy { $0.hasSuffix(".parquet") })
    }

    @Test func `a source that is not there is named with its folder on the Hub`() throws {
        try withTemporaryFolder { folder in
            let found = #expect(throws: MissingSource.self) { try Self.small("fancyzhx/ag_news").texts(in: folder, seed: 42) }
            #expect(found?.names == ["ag_news_train.{jsonl,jsonl.zst,csv,tsv,parquet}", "the folder fancyzhx/ag_news of the Hub"])
        }
    }

    /// A data set of one's own from files of the golden folder.
    static func own(_ file: String, text: String, label: String, classes: [String]) -> ProbingDataset {
        var set = ProbingDataset(
            name: "own", files: .one(file), textField: text, labelField: label, classes: classes.map { .init($0) },
            choice: .order)
        (set.train, set.test) = (2, 1)
        return set
    }

    @Test func `a file of one's own may be Parquet, and a folder of such files stands for them`() throws {
        let data = Self.golden.appending(path: "data")
        let file = Self.own(
            "github-code/data/train-00000-of-01126.parquet", text: "path", label: "language", classes: ["C", "PHP"])
        #expect(try Self.strings(file.texts(in: data, seed: 42).train) == [["p", "p"], ["p", "p"]])
        let folder = Self.own("github-code/data", text: "path", label: "language", classes: ["C", "PHP"])
        let texts = try folder.texts(in: data, seed: 42)
        #expect(texts.files.map { URL(filePath: $0).lastPathComponent } == ["train-00000-of-01126.parquet", "train-00001-of-01126.parquet"])
    }

    @Test func `a field that is not there, or of another kind, is named with its row`() throws {
        let data = Self.golden.appending(path: "data"), file = "ag_news/train.parquet"
        func failure(text: String, label: String) throws -> Failure {
            let set = Self.own("fancyzhx/ag_news/default/train/0000.parquet", text: text, label: label, classes: ["0", "1"])
            return try #require(try TestSupport.failure { try set.texts(in: data, seed: 42) }, "\(file)")
        }
        let missing = try failure(text: "words", label: "label")
        #expect(missing.what == "the field 'words' is missing" && missing.place?.contains("0000.parquet, row ") == true)
        let kind = try failure(text: "label", label: "label")
        #expect(kind.what == "the field 'label' is not a string but a number")
        let none = try failure(text: "words", label: "topic")
        #expect(none.kind == .badData && none.remedy?.contains("there are text, label") == true, "\(none)")
    }
}
