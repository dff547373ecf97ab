import Engine
import Testing

@Suite struct PrefixAttentionTests {
    // Sequences that fill several groups, longer ones than a group, windows that end in the prefix and in the sequence.
    @Test(arguments: [(75, 2, 40, nil), (3, 70, 33, nil), (9, 5, 20, 7), (9, 5, 20, 3), (4, 3, 1, nil)] as [(Int, Int, Int, Int?)])
    func `attention after a prefix is that of the whole sequences`(sequences: Int, length: Int, before: Int, window: Int?) {
        let shape = AttentionShape(heads: 4, keyHeads: 2, headWidth: 6, scale: 0.4, cap: 5, window: window)
        let columns = shape.joinedColumns
        let prefix = TransformerOperationTests.matrix(before, columns, seed: 1, scale: 2)
        let own = TransformerOperationTests.matrix(sequences * length, columns, seed: 2, scale: 2)
        let p = prefix.toArray(), o = own.toArray()
        var elements: [Float] = []
        for sequence in 0..<sequences { elements += p + o[sequence * length * columns..<(sequence + 1) * length * columns] }
        let whole = Matrix(rows: sequences * (before + length), columns: columns, elements: elements)
        let results = [1, 3].map { threads in
            let engine = ComputeEngine(threads: threads), out = Matrix(rows: own.rows, columns: shape.outputColumns)
            let scratch = AttentionScratch()
            for _ in 0..<2 {
                engine.attention(
                    own, after: prefix, sequences: sequences, length: length, shape: shape, scratch: scratch, into: out)
            }
            return out.toArray()
        }
        let all = Matrix(rows: whole.rows, columns: shape.outputColumns)
        ComputeEngine(threads: 1).attention(
            whole, sequences: sequences, length: before + length, shape: shape, scratch: AttentionScratch(), into: all)
        let flat = all.toArray(), width = shape.outputColumns, each = (before + length) * width
        var expected: [Float] = []
        for sequence in 0..<sequences { expected += flat[sequence * each + before * width..<(sequence + 1) * each] }
        #expect(zip(results[0], expected).allSatisfy { abs($0 - $1) <= 1e-5 })
        #expect(results[0].map(\.bitPattern) == results[1].map(\.bitPattern))
    }
}
