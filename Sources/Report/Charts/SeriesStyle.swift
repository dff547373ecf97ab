/// How series are told apart: by colour, and without colour by dash and marker. Colours are CSS classes, so that light
/// and dark pages have their own (page.css).
enum SeriesStyle {
    static let count = 8

    private static let dashes = ["none", "7 3", "2 3", "9 3 2 3", "5 2 1 2 1 2", "12 4", "1 4", "4 4"]

    /// In 0..<count, whatever the number.
    private static func place(_ style: Int) -> Int { (style % count + count) % count }

    /// The class that gives the colour; grey for nil.
    static func color(_ style: Int?) -> String { style.map { "s\(place($0) + 1)" } ?? "s0" }

    static func dash(_ style: Int?) -> String { style.map { dashes[place($0)] } ?? "none" }

    /// A marker in the current colour, or hollow.
    static func marker(_ style: Int?, x: Double, y: Double, size: Double, hollow: Bool = false, tip: String? = nil)
        -> String
    {
        let fill = hollow ? "var(--paper)" : "currentColor"
        let common: [(String, String?)] = [
            ("fill", fill), ("stroke", hollow ? "currentColor" : nil), ("stroke-width", hollow ? "1.5" : nil),
            ("data-t", tip),
        ]
        func polygon(_ corners: [(Double, Double)]) -> String {
            let points = corners.map { "\(Markup.number(x + $0.0 * size)),\(Markup.number(y + $0.1 * size))" }
            return Markup.tag("polygon", [("points", points.joined(separator: " "))] + common)
        }
        switch style.map(place) ?? 0 {
        case 1: return polygon([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
        case 2: return polygon([(0, -1.2), (1.1, 0.8), (-1.1, 0.8)])
        case 3: return polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
        case 4: return polygon([(0, 1.2), (1.1, -0.8), (-1.1, -0.8)])
        case 5:
            return polygon([
                (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2),
                (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
            ])
        case 6: return polygon([(-1.2, -0.6), (0, 0), (1.2, -0.6), (1.2, 0.6), (0, 0), (-1.2, 0.6)])
        case 7: return polygon([(0, -1.2), (1.15, -0.35), (0.7, 1), (-0.7, 1), (-1.15, -0.35)])
        default:
            return Markup.tag(
                "circle", [("cx", Markup.number(x)), ("cy", Markup.number(y)), ("r", Markup.number(size))] + common)
        }
    }
}
