import Files
import Foundation
import Measuring
import Records

/// How measurements are written.
enum BenchReport {
    static func json(_ result: BenchResult) throws -> String {
        let data = try JSONCoding.data(result, .file, as: "the measurements", snakeCase: true)
        return String(decoding: data.dropLast(), as: UTF8.self)
    }

    /// "paper (d 2304, k 16384, B 2048), standard, L0 40, uniform".
    static func title(_ one: StepCase) -> String {
        title(
            one.shape, one.architecture.rawValue, one.sparsity == .half ? "half" : "\(one.l0)", one.firing.rawValue,
            one.architecture == .orthogonal ? one.threshold : nil, one.coefficient.rawValue)
    }

    private static func title(
        _ shape: StepShape, _ architecture: String, _ l0: String, _ firing: String, _ threshold: Float?,
        _ coefficient: String?
    ) -> String {
        let theta = threshold.map { ", θ \($0), c by \(coefficient ?? "cosine")" } ?? ""
        return "\(shape.name) (d \(shape.width), k \(shape.latents), B \(shape.batch)), \(architecture), L0 \(l0), "
            + "firing \(firing)\(theta)"
    }

    static func text(_ result: BenchResult) -> String {
        var parts = [
            device(result) + "\(result.threads) thread\(result.threads == 1 ? "" : "s"), \(result.isa) kernels, "
                + "products by \(result.library)"
        ]
        parts += result.steps.map(step)
        if result.steps.count > 1 { parts.append(BenchSummary.table(result.steps)) }
        parts += result.models.map(model)
        return parts.joined(separator: "\n\n")
    }

    private static func device(_ result: BenchResult) -> String {
        guard let device = result.device else { return "" }
        return "\(device.name) (compute capability \(device.capability)), \(device.precision) products, driver \(device.driver), NVRTC "
            + "\(device.compiler), cuBLASLt \(device.products); what is not on it: "
    }

    private static func step(_ figures: StepFigures) -> String {
        var lines = [
            title(
                figures.shape, figures.architecture, Wording.figure(figures.l0), figures.firing, figures.threshold,
                figures.coefficient),
            "\(figures.path) path, \(Wording.count(figures.touched)) latents touched, \(figures.rounds) rounds",
            machine(figures.machine), header,
        ]
        lines += figures.work.map(row)
        lines.append("  \(Wording.rate(figures.tokensPerSecond))")
        if let term = figures.competition { lines += competition(term) }
        return lines.joined(separator: "\n")
    }

    private static func model(_ figures: ModelFigures) -> String {
        var lines = [
            "\(figures.kind): \(figures.subject), \(Wording.count(figures.tokens)) tokens",
            machine(figures.machine), header, row(figures.work),
        ]
        lines.append("  \(Wording.rate(figures.tokensPerSecond))")
        if figures.kind == "tokenizer", let rate = figures.work.gigabytes {
            lines.append("  \(Wording.figure(rate * 1000)) MB/s of text")
        }
        if let share = figures.shareOfProductRate {
            lines.append("  \(Wording.percent(share)) of the machine's product rate")
        }
        return lines.joined(separator: "\n")
    }

    private static func machine(_ figures: MachineFigures) -> String {
        "machine: \(spread(figures.gigaflops)) GFLOP/s, read \(spread(figures.readGigabytes)) GB/s, copy "
            + "\(spread(figures.copyGigabytes)) GB/s"
    }

    private static func competition(_ term: CompetitionFigures) -> [String] {
        var lines = [
            term.sampledTokens.map {
                "  competition: \(Wording.count(term.survivingPairs)) leaning pairs in \(Wording.count($0)) tokens"
            }
                ?? "  competition: \(Wording.count(term.survivingPairs)) pairs survive, among "
                + "\(Wording.count(term.competingLatents)) latents",
            "  added to the step: \(milliseconds(term.addedSeconds)) ms, \(Wording.percent(term.addedShare)) of "
                + "\(milliseconds(term.withoutSeconds)) ms without the term",
            "  its own stage: \(Wording.percent(term.stageShare)) of the rest of its step",
        ]
        if let rows = term.pairRowsSeconds, let ratio = term.overPairRows {
            lines.append(
                "  reading the pairs' decoder rows: \(milliseconds(rows)) ms; the term takes \(Wording.figure(ratio)) "
                    + "of that"
                    + (term.distinctRowsSeconds.map { String(format: " (each row once: %.2f ms)", $0 * 1000) } ?? ""))
        }
        return lines
    }

    private static let header = "  " + columns(
        "", ["ms", "min", "max", "GFLOP/s", "GB/s", "floor ms", "x floor", "x product"])

    private static func row(_ work: MeasuredWork) -> String {
        // A GPU's stages are parts of a millisecond.
        func ms(_ seconds: Double) -> String { String(format: seconds < 0.01 ? "%.3f" : "%.2f", seconds * 1000) }
        func rate(_ value: Double?) -> String { value.map { String(format: "%.1f", $0) } ?? "" }
        func ratio(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "" }
        let floor = work.floorSeconds.map { ms($0) + (work.floorKind == "memory" ? " m" : " a") } ?? ""
        return "  "
            + columns(
                work.name,
                [
                    ms(work.seconds.median), ms(work.seconds.min), ms(work.seconds.max), rate(work.gigaflops),
                    rate(work.gigabytes), floor, ratio(work.overFloor), ratio(work.overProduct),
                ])
    }

    private static func columns(_ name: String, _ values: [String]) -> String {
        name.padding(toLength: 17, withPad: " ", startingAt: 0)
            + values.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
    }

    private static func spread(_ spread: Spread) -> String {
        "\(Wording.figure(spread.median)) (\(Wording.figure(spread.min))-\(Wording.figure(spread.max)))"
    }

    private static func milliseconds(_ spread: Spread) -> String {
        String(format: spread.median < 0.01 ? "%.3f (%.3f-%.3f)" : "%.2f (%.2f-%.2f)", spread.median * 1000, spread.min * 1000, spread.max * 1000)
    }
}
