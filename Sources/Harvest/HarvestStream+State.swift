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
        block.clear()
        if saved.delivered != 0 {
            guard try runNextRows() != nil, block.skip(saved.delivered), block.remaining > 0 else {
                throw Failure(
                    .badData, "the saved place, 'delivered' \(saved.delivered) activations into a pass, is not in this corpus",
                    remedy: "resume with the corpus and the tokenizer that the run began with")
            }
        }
        let computed = rowsComputed
        let possible = tokens.packsFullRows ? computed * tokens.rowLength...computed * tokens.rowLength
            : computed...computed * tokens.rowLength
        guard possible.contains(saved.tokensComputed) else {
            throw Failure(
                .badData, "'tokens_computed' is \(saved.tokensComputed), but \(computed) rows were computed",
                remedy: "resume from another checkpoint of the same run")
        }
        tokensComputed = saved.tokensComputed
    }

    /// Rows that went through the model up to the stream's place: all but those held out, in every epoch.
    private var rowsComputed: Int {
        let place = tokens.position
        let perEpoch = place.epoch == 0 ? 0 : place.rowsBeforeEpoch / place.epoch
        let heldOut = place.epoch * min(heldOutRows, perEpoch) + min(heldOutRows, place.rows - place.rowsBeforeEpoch)
        return place.rows - heldOut
    }
}
