import LanguageModels
import Testing

@Suite struct TokenBatchTests {
    @Test func `rows are padded on the right`() {
        let batch = TokenBatch([[1, 2, 3], [], [4]], padding: 9)
        #expect(batch.ids == [1, 2, 3, 9, 9, 9, 4, 9, 9])
        #expect(batch.sequences == 3 && batch.length == 3 && batch.lengths == [3, 0, 1] && batch.count == 9)
    }

    @Test func `a batch whose counts disagree is a programming error`() async {
        await #expect(processExitsWith: .failure) { _ = TokenBatch(ids: [1, 2, 3], sequences: 2, length: 2) }
        await #expect(processExitsWith: .failure) {
            _ = TokenBatch(ids: [1, 2, 3, 4], sequences: 2, length: 2, lengths: [2, 3])
        }
    }
}
