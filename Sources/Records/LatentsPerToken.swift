import Failures

/// K: how many latents topk keeps for each token, a whole number, or batchtopk on average, which need not be one. The
/// true L0 of a world with known features is no whole number (science.md §2), and an SAE can be asked to have it.
public struct LatentsPerToken: Sendable, Equatable, Comparable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public var value: Double

    public init(_ value: Double) { self.value = value }
    public init(_ value: Int) { self.value = Double(value) }
    public init(integerLiteral value: Int) { self.init(value) }
    public init(floatLiteral value: Double) { self.init(value) }

    public static func < (left: LatentsPerToken, right: LatentsPerToken) -> Bool { left.value < right.value }

    /// Whether topk can keep so many.
    public var isWhole: Bool { value == value.rounded() }

    /// For one token: a fraction is rounded to the nearest whole number, and 0 to 1.
    public var perToken: Int { max(1, Int(bounded: value.rounded())) }

    /// For a batch of so many tokens together, at least 1.
    public func inBatch(of tokens: Int) -> Int { max(1, Int(bounded: (value * Double(tokens)).rounded())) }
}

extension LatentsPerToken: CustomStringConvertible {
    /// Without a point where it is whole, so that it reads as the count it is: `40`, `4.5`.
    public var description: String { isWhole && abs(value) < 0x1p53 ? "\(Int(bounded: value))" : "\(value)" }
}

extension LatentsPerToken: SettingValue {
    static var kind: String { "a number" }

    init?(setting text: SettingText) {
        guard case .plain(let word) = text else { return nil }
        if let whole: Int = WholeNumber.read(word) {
            self.init(whole)
        } else if let value = Double(word.filter { $0 != "_" }), value.isFinite {
            self.init(value)
        } else {
            return nil
        }
    }

    var yaml: String { YAMLText.number(description) }
}
