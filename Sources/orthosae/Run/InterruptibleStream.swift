import Activations
import ArgumentParser
import Engine

/// Another stream, which a signal ends while nothing is lost by that: filling a buffer for the first batch takes as long
/// as many steps.
final class InterruptibleStream: ActivationStream {
    var losesNothing = true
    private let stream: any ActivationStream

    init(_ stream: any ActivationStream) { self.stream = stream }

    var width: Int { stream.width }
    var tokensComputed: Int { stream.tokensComputed }

    /// - Throws: `ExitCode` after a signal.
    func read(into output: Matrix, at row: Int, limit: Int, origins: inout [ActivationOrigin]) throws -> Int {
        if losesNothing, let signal = Interrupt.requested { throw ExitCode(128 + signal) }
        return try stream.read(into: output, at: row, limit: limit, origins: &origins)
    }

    func saveState() throws -> SavedState { try stream.saveState() }
    func restore(_ state: SavedState) throws { try stream.restore(state) }
}
