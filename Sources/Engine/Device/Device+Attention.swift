import CUDA

/// Attention on the device: products of queries with keys for many heads and sequences, their scores to weights, and
/// products of those with values. Scores exist for a part of the work at a time, cut by shapes alone.
///
/// Operands are rounded as those of all products are; at bf16 a head that is no multiple of 8 wide is computed in TF32,
/// because its rows would not begin where a product may read them.
extension Device {
    /// Scratch spaces: queries, keys and values in bf16; scores; weights in bf16; a prefix in bf16.
    private static let joinedSlot = 14, scoreSlot = 15, weightSlot = 16, prefixSlot = 17

    /// What a part of the work covers.
    private struct Part {
        var sequences: Range<Int>
        var heads: Range<Int>
        /// Of each sequence.
        var queries: Range<Int>
    }

    /// Everything that the parts share.
    private struct Work {
        var shape: AttentionShape
        /// Rows of a sequence.
        var length: Int
        /// Rows of the prefix, those in front of it that only fill up included.
        var before: Int
        /// Rows in front of the prefix that nobody sees: they make `before` a multiple of 8 where operands are bf16.
        var filling: Int
        var joined: DeviceOperand
        var prefix: DeviceOperand?
        var out: DevicePointer
        var compute: ProductRequest.Compute

        var bytes: Int { joined.number == .bfloat16 ? 2 : 4 }
        func place(_ operand: DeviceOperand, row: Int, column: Int) -> DevicePointer {
            operand.place.advanced(by: (row * operand.pitch + column) * bytes)
        }
    }

    /// - Parameter prefix: what all sequences go on from; nil: nothing.
    func attention(
        _ joined: Matrix, after prefix: Matrix?, sequences: Int, length: Int, shape: AttentionShape, into out: Matrix
    ) {
        operation("attention") {
            let packs = precision == .bf16 && shape.headWidth % 8 == 0
            let source = joined.view.pointer(self), kept = prefix?.rows ?? 0
            let filling = packs ? (8 - kept % 8) % 8 : 0
            var work = Work(
                shape: shape, length: length, before: kept == 0 ? 0 : kept + filling, filling: kept == 0 ? 0 : filling,
                joined: DeviceOperand(place: source, pitch: joined.columns, number: .float32), prefix: nil,
                out: out.overwritten(self),
                compute: precision == .float32 ? .float32 : packs ? .bfloat16 : .tf32)
            if packs {
                work.joined = packed(
                    source, rows: joined.rows, columns: joined.columns, pitch: joined.columns, Device.joinedSlot)
            }
            if let prefix, kept > 0 { work.prefix = operand(prefix, filling: work.filling, packs: packs) }
            let queries = min(length, limits.queries)
            for first in stride(from: 0, to: length, by: queries) {
                let end = min(length, first + queries)
                forEachPart(work, sequences, first..<end) { attend($0, work) }
            }
        }
    }

    /// The prefix as products take it.
    private func operand(_ prefix: Matrix, filling: Int, packs: Bool) -> DeviceOperand {
        let place = prefix.view.pointer(self), columns = prefix.columns
        if !packs { return DeviceOperand(place: place, pitch: columns, number: .float32) }
        let wide = (columns + 7) / 8 * 8
        let room = scratch(Device.prefixSlot, bytes: (filling + prefix.rows) * wide * 2)
        // Products read the rows that fill up, and weigh them by 0: they must be numbers.
        if filling > 0 { zero(room, bytes: filling * wide * 2) }
        launch(
            "transformer_pack_bf16", grid: min(prefix.rows, Device.mostRows), by: (wide + 1023) / 1024, .pointer(place),
            .pointer(room.advanced(by: filling * wide * 2)), .size(prefix.rows), .size(columns), .size(columns), .size(wide))
        return DeviceOperand(place: room, pitch: wide, number: .bfloat16)
    }

    /// Cuts sequences and heads, and queries where one head of one sequence is too much, so that scores fit.
    private func forEachPart(_ work: Work, _ sequences: Int, _ queries: Range<Int>, _ body: (Part) -> Void) {
        let row = keys(work, queries).count + 8, heads = work.shape.heads
        let height = max(1, min(queries.count, limits.scores / row))
        let across = max(1, min(heads, limits.scores / (row * height)))
        let many = across < heads ? 1 : max(1, min(sequences, limits.scores / (row * height * heads)))
        for q in stride(from: queries.lowerBound, to: queries.upperBound, by: height) {
            for s in stride(from: 0, to: sequences, by: many) {
                for h in stride(from: 0, to: heads, by: across) {
                    body(
                        Part(
                            sequences: s..<min(sequences, s + many), heads: h..<min(heads, h + across),
                            queries: q..<min(queries.upperBound, q + height)))
                }
            }
        }
    }

    /// The positions that queries of a sequence see between them, the filling counted.
    private func keys(_ work: Work, _ queries: Range<Int>) -> Range<Int> {
        let first = work.before + queries.lowerBound
        var lower = max(0, work.shape.firstKey(first))
        // Weights of the sequence's own keys lie behind those of the prefix and begin at 16 bytes, as `before` does.
        if work.joined.number == .bfloat16, lower < work.before { lower = lower / 8 * 8 }
        return lower..<work.before + queries.upperBound
    }

    /// Scores, weights and what they mix. Scores `[heads, sequences, queries, keys]`: those of the prefix, then its own.
    private func attend(_ part: Part, _ work: Work) {
        let shape = work.shape, d = shape.headWidth, group = shape.heads / shape.keyHeads
        let seen = keys(work, part.queries), sequences = part.sequences.count, queries = part.queries.count
        let fromPrefix = max(0, work.before - seen.lowerBound)
        // The sequence's own keys: rows of it.
        let own = max(0, seen.lowerBound - work.before)..<part.queries.upperBound
        let packs = work.joined.number == .bfloat16
        let pitch = (seen.count + 7) / 8 * 8, rows = part.heads.count * sequences * queries
        let scores = scratch(Device.scoreSlot, bytes: rows * pitch * 4)
        let weights = packs ? scratch(Device.weightSlot, bytes: rows * pitch * 2) : scores
        let start = part.sequences.lowerBound * work.length, step = work.length * work.joined.pitch
        // All rows of some sequences follow each other; some rows of each do not.
        let isWhole = queries == work.length

        func forEachHead(_ body: (_ query: DevicePointer, _ keyColumn: Int, _ place: Int, _ head: Int) -> Void) {
            for head in part.heads {
                body(
                    work.place(work.joined, row: start + part.queries.lowerBound, column: head * d),
                    (shape.heads + head / group) * d, (head - part.heads.lowerBound) * sequences * queries * pitch, head)
            }
        }
        forEachHead { query, keyColumn, place, _ in
            if let prefix = work.prefix, fromPrefix > 0 {
                gpu.product(
                    ProductRequest(
                        m: isWhole ? sequences * queries : queries, n: fromPrefix, k: d, a: query, aPitch: work.joined.pitch,
                        aType: work.joined.number, b: work.place(prefix, row: seen.lowerBound, column: keyColumn),
                        bTransposed: true, bPitch: prefix.pitch, bType: prefix.number, c: scores.advanced(by: place * 4),
                        cPitch: pitch, compute: work.compute, batch: isWhole ? 1 : sequences, aStride: isWhole ? 0 : step,
                        cStride: isWhole ? 0 : queries * pitch))
            }
            gpu.product(
                ProductRequest(
                    m: queries, n: own.count, k: d, a: query, aPitch: work.joined.pitch, aType: work.joined.number,
                    b: work.place(work.joined, row: start + own.lowerBound, column: keyColumn), bTransposed: true,
                    bPitch: work.joined.pitch, bType: work.joined.number, c: scores.advanced(by: (place + fromPrefix) * 4),
                    cPitch: pitch, compute: work.compute, batch: sequences, aStride: step, bStride: step,
                    cStride: queries * pitch))
        }
        launch(
            "transformer_attention_weights", grid: min(Device.mostRows, (rows + 7) / 8), .pointer(scores),
            packs ? .pointer(weights) : .null, .size(rows), .size(queries), .size(seen.count), .size(pitch), .size(pitch),
            .size(work.before - work.filling + part.queries.lowerBound), .size(seen.lowerBound - work.filling),
            .size(shape.window ?? 0), .float(shape.scale), .float(shape.cap ?? 0))
        forEachHead { _, keyColumn, place, head in
            let valueColumn = keyColumn + shape.keyHeads * d, columns = shape.outputColumns
            let result = work.out.advanced(by: ((start + part.queries.lowerBound) * columns + head * d) * 4)
            let weight = weights.advanced(by: place * work.bytes), apart = work.length * columns
            if let prefix = work.prefix, fromPrefix > 0 {
                gpu.product(
                    ProductRequest(
                        m: isWhole ? sequences * queries : queries, n: d, k: fromPrefix, a: weight, aPitch: pitch,
                        aType: prefix.number, b: work.place(prefix, row: seen.lowerBound, column: valueColumn),
                        bPitch: prefix.pitch, bType: prefix.number, c: result, cPitch: columns, compute: work.compute,
                        batch: isWhole ? 1 : sequences, aStride: isWhole ? 0 : queries * pitch, cStride: isWhole ? 0 : apart))
            }
            gpu.product(
                ProductRequest(
                    m: queries, n: d, k: own.count, a: weight.advanced(by: fromPrefix * work.bytes), aPitch: pitch,
                    aType: work.joined.number, b: work.place(work.joined, row: start + own.lowerBound, column: valueColumn),
                    bPitch: work.joined.pitch, bType: work.joined.number, c: result, cPitch: columns,
                    beta: fromPrefix > 0 ? 1 : 0, compute: work.compute, batch: sequences, aStride: queries * pitch,
                    bStride: step, cStride: apart))
        }
    }
}
