package import Engine
package import Failures

extension Matrix {
    /// Throws `.badData`, with the place of the first one, where a number read from `path` is a NaN or an infinity.
    /// A pass without branches where there is none: about as fast as memory is.
    package func requireFinite(_ name: String, at path: String) throws(Failure) {
        guard let first = firstNotFinite() else { return }
        throw Failure(
            .badData, "tensor \(name.quoted) holds a number that is not finite at [\(first / columns), \(first % columns)]",
            at: path, remedy: "the file is damaged or its training diverged; fetch or write it again")
    }

    private func firstNotFinite() -> Int? {
        withBytes { firstMasked($0, UInt32(0x7f80_0000)) }
    }
}
