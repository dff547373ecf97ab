import Files
import Engine
import Evaluation
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct AbsorptionWordsTests {
    private static func golden() throws -> FirstLetterPlan {
        let artefacts = try ArtefactFolder.read([AbsorptionFixture.probeFolder])
        return try #require(artefacts.plan)
    }

    @Test func `the vocabulary is SAEBench's, byte-fallback letters twice`() throws {
        let words = FirstLetterVocabulary.words(of: try AbsorptionFixture.tokenizer())
        let golden = try Self.golden().words
        #expect(golden.count == 4897)
        #expect(words.sorted() == golden.sorted())
        #expect(words.count { $0 == "Q" } == 2)
        #expect(words.count { $0 == " A" } == 1)
    }

    @Test func `prompts are SAEBench's, character by character`() throws {
        let golden = try Self.golden()
        for prompt in golden.test + golden.train.prefix(300) {
            let examples = prompt.text.split(separator: "\n").dropLast().map { line in
                String(line[..<(line.range(of: " has the first letter:")?.lowerBound ?? line.endIndex)])
            }
            #expect(examples.count == 10)
            #expect(!examples.contains(prompt.word))
            #expect(FirstLetterPrompt(word: prompt.word, examples: examples) == prompt)
        }
    }

    @Test func `a sample of the words is drawn by the seed, and split as all of them are`() throws {
        let words = FirstLetterVocabulary.words(of: try AbsorptionFixture.tokenizer())
        let plan = try FirstLetterPlan(words: words, limit: 500, seed: 5)
        #expect(plan.train.count == 400 && plan.test.count == 100)
        #expect(Set(plan.words).isSubset(of: words))
        #expect(try FirstLetterPlan(words: words, limit: 500, seed: 5) == plan)
        #expect(try Set(FirstLetterPlan(words: words, limit: 500, seed: 6).words) != Set(plan.words))
        // All there are, where fewer are there.
        #expect(try FirstLetterPlan(words: words, limit: 1_000_000, seed: 5) == FirstLetterPlan(words: words, seed: 5))
    }

    @Test func `a split is 80 to 20 and draws each side's examples from that side`() throws {
        let words = FirstLetterVocabulary.words(of: try AbsorptionFixture.tokenizer())
        let plan = try FirstLetterPlan(words: words, seed: 5)
        #expect(plan.train.count == 3917)
        #expect(plan.test.count == 980)
        #expect(plan.words.sorted() == words.sorted())
        for side in [plan.train, plan.test] {
            let own = Set(side.map(\.word))
            for prompt in side {
                let lines = prompt.text.split(separator: "\n", omittingEmptySubsequences: true)
                #expect(lines.count == 11)
                for line in lines.dropLast() {
                    let word = String(line[..<(line.range(of: " has the")?.lowerBound ?? line.endIndex)])
                    #expect(own.contains(word) && word != prompt.word)
                    #expect(line.hasSuffix(": " + word.trimmingCharacters(in: .whitespaces).prefix(1).uppercased()))
                }
            }
        }
    }

    @Test func `the seed decides the split and nothing else does`() throws {
        let words = FirstLetterVocabulary.words(of: try AbsorptionFixture.tokenizer())
        #expect(try FirstLetterPlan(words: words, seed: 5) == FirstLetterPlan(words: words, seed: 5))
        #expect(try FirstLetterPlan(words: words, seed: 5).train != FirstLetterPlan(words: words, seed: 6).train)
    }

    @Test func `too few words to draw from is a failure, not a trap`() throws {
        let error = try failure { try FirstLetterPlan(words: ["a", "b", "c", "d", "e"], seed: 0) }
        #expect(error?.kind == .badData)
        var random = CounterRandom(seed: 0)
        let same = Array(repeating: "same", count: 12)
        #expect(try failure { try FirstLetterPrompt.drawn(for: "same", from: same, using: &random) }?.kind == .badData)
    }

    @Test(arguments: ["", " ", "a1", "é", "two words", "_", "a "]) func `what is not letters is no word`(text: String) throws {
        try withTemporaryFolder { folder in
            let file = folder.appending(path: "absorption_words.json")
            try Data("[{\"token\":\"\(text)\",\"prompt\":\"\"}]".utf8).write(to: file)
            #expect(try failure { try ArtefactFolder.read([folder]) }?.kind == .badData)
        }
    }

    @Test(arguments: [
        ("train_words.csv", "index,prompt\n0,x\n"), ("train_words.csv", "prompt,token\n\"open,a\n"),
        ("train_words.csv", "prompt,token\nonly\n"), ("k_sparse_metadata.json", "[{\"letter\":\"a\",\"feats\":[1.5]}]"),
        ("k_sparse_metadata.json", "{}"), ("absorption_words.json", "[{}]"), ("absorption_words.json", "["),
    ])
    func `damaged shared files are refused by name`(name: String, text: String) throws {
        try withTemporaryFolder { folder in
            try Data(text.utf8).write(to: folder.appending(path: name))
            if name.hasSuffix("csv") {
                try Data("prompt,token\nx,a\n".utf8).write(to: folder.appending(path: "test_words.csv"))
            }
            let error = try failure { try ArtefactFolder.read([folder]) }
            #expect(error?.kind == .badData)
            #expect(error?.place?.contains(name) == true)
        }
    }

    @Test func `one half of a pair is refused`() throws {
        try withTemporaryFolder { folder in
            try Data("prompt,token\nx,a\n".utf8).write(to: folder.appending(path: "test_words.csv"))
            #expect(try failure { try ArtefactFolder.read([folder]) }?.kind == .missingInput)
        }
    }

    private func failure<R>(_ body: () throws -> R) throws -> Failure? { try TestSupport.failure(of: body) }
}
