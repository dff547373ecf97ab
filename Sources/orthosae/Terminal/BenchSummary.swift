import Foundation
import Measuring

/// Several steps side by side, as a Markdown table: what a sweep is run for.
enum BenchSummary {
    /// Milliseconds, and times the encoder product where a column says so.
    private static var columns: [(title: String, cell: (StepFigures) -> String)] {
        [
            ("d", { "\($0.shape.width)" }), ("k", { "\($0.shape.latents)" }), ("B", { "\($0.shape.batch)" }),
            ("trained", { $0.architecture + ($0.firing == "uniform" ? "" : ", 1/i") }), ("L0", { Wording.figure($0.l0) }),
            ("product ms", { milliseconds($0, "product") }), ("step ms", { milliseconds($0, "step") }),
            ("step / product", { ratio($0.work("step")?.overProduct) }),
            ("select", { milliseconds($0, "select") }), ("decode", { milliseconds($0, "decode") }),
            ("latent gradient", { milliseconds($0, "latentGradient") }),
            ("weight gradients", { milliseconds($0, "decoderGradient", "encoderGradient") }),
            ("clip, Adam", { milliseconds($0, "clip", "adam") }),
            ("competition", { $0.competition.map { milliseconds($0.addedSeconds.median) } ?? "" }),
            ("added", { $0.competition.map { Wording.percent($0.addedShare) } ?? "" }),
            ("pairs", { $0.competition.map { Wording.count($0.survivingPairs) } ?? "" }),
        ]
    }

    static func table(_ steps: [StepFigures]) -> String {
        let hasTerm = steps.contains { $0.competition != nil }
        let shown = hasTerm ? columns : Array(columns.dropLast(3))
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        var lines = [line(shown.map(\.title)), "|" + String(repeating: "---|", count: shown.count)]
        for step in steps { lines.append(line(shown.map { $0.cell(step) })) }
        return lines.joined(separator: "\n")
    }

    /// Stages that a step does not have, or does within another, count nothing.
    private static func milliseconds(_ step: StepFigures, _ names: String...) -> String {
        let found = names.compactMap { step.work($0)?.seconds.median }
        return found.isEmpty ? "" : milliseconds(found.reduce(0, +))
    }

    private static func milliseconds(_ seconds: Double) -> String {
        String(format: abs(seconds) < 0.01 ? "%.3f" : "%.1f", seconds * 1000)
    }

    private static func ratio(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "" }
}
