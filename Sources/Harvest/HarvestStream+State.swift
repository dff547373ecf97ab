public import Activations
import Failures
import Tokens

extension HarvestStream {
    /// Activations are not stored: the rows of the current pass are read again and go through the model again.
    private struct State: Codable {
        var width: Int
        var rowsPerForward: Int
        var heldOutRows: Int
        /// Before the rows of the current pass.
        var corpus: CorpusPosition
        /// Activations of that pass that were delivered.
        var delivered: Int
        var tokensComputed: Int

        enum CodingKeys: String, CodingKey {
            case width, corpus, delivered
            case rowsPerForward = "rows_per_forward"
            case heldOutRows = "held_out_rows"
            case tokensComputed = "tokens_computed"
        }
    }

    public func saveState() throws -> SavedState {
        let done = block.remaining == 0
        return try SavedState(
            State(
                width: width, rowsPerForward: rowsPerForward, heldOutRows: heldOutRows,
                corpus: done ? tokens.position : blockStart, delivered: done ? 0 : block.delivered,
                tokensComputed: tokensComputed))
    }

    public func restore(_ state: SavedState) throws {
        let saved = try state.decode(State.self)
        guard saved.width == width, saved.rowsPerForward == rowsPerForward, saved.heldOutRows == heldOutRows else {
            throw Failure(
                .usage,
                "the saved harvest has width \(saved.width), \(saved.rowsPerForward) rows a pass and "
                    + "\(saved.heldOutRows) rows held out, this run \(width), \(rowsPerForward) and \(heldOutRows)",
                remedy: "resume with the settings of the saved run")
        }
        tokens = try tokens.stream(at: saved.corpus)
        tokensComputed = saved.tokensComputed
        block.clear()
        guard saved.delivered != 0 else { return }
        guard try runNextRows() != nil, block.skip(saved.delivered) else {
            throw Failure(
                .badData, "the saved place, \(saved.delivered) activations into a pass, is not in this corpus",
                remedy: "resume with the corpus and the tokenizer that the run began with")
        }
    }
}
