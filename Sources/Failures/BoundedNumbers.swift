/// From a floating number to a whole one without a trap.
///
/// `Int(x)` ends the process for NaN, infinity and everything beyond 9.2e18, and a file, a run that diverges or a rate
/// over no time brings all of them. Figures that are shown, and sizes that are bounded anyway, go through `bounded`;
/// data that must be a whole number goes through the library's `Int(exactly:)`, which is nil where it is none. The suite
/// searches the sources for any other way (`ConversionTests`).
extension Int {
    /// Towards zero; the nearest end of `Int` for what lies beyond it, 0 for NaN.
    @inlinable
    package init(bounded value: Double) {
        // 2^63 is the first number too large; −2^63 itself fits.
        if value >= 0x1p63 {
            self = .max
        } else if value >= -0x1p63 {
            self = Int(value)
        } else {
            self = value.isNaN ? 0 : .min
        }
    }

    /// The same of a float32.
    @inlinable
    package init(bounded value: Float) { self.init(bounded: Double(value)) }
}
