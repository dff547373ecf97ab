import Failures

/// What is said beside the lines: legend, notes, summary, and the table behind them.
extension LineChart {
    var legend: [LegendEntry] {
        let major = visible.filter { !$0.isMinor }
        return major.count > 1 ? major.map { .init(style: $0.style, name: $0.name) } : []
    }

    package var notes: [String] {
        let all = series.filter { !$0.isMinor }.flatMap(\.points)
        let gaps = all.count { $0.y?.isFinite != true }
        let hidden = all.count { point in point.y?.isFinite == true && !canDraw(point) }
        var notes = extraNotes
        if all.isEmpty || gaps + hidden == all.count {
            notes.append("No figure is there to draw.")
        } else {
            if gaps > 0 {
                notes.append(
                    "Missing or not finite: \(gaps) of \(Numbers.count(all.count, of: "value")); the line has gaps there."
                )
            }
            if hidden > 0 {
                notes.append(
                    "Not drawn: \(Numbers.count(hidden, of: "value"))"
                        + (yFloor.map { " below \(Numbers.short($0))." }
                            ?? (yKind == .log ? " of 0 or less, for which a logarithmic axis has no place." : "."))
                )
            }
        }
        return notes
    }

    var summary: String {
        let names = visible.filter { !$0.isMinor }.map { one -> String in
            let values = one.points.compactMap(\.y).filter(\.isFinite)
            guard let first = values.first, let last = values.last else { return one.name }
            return "\(one.name) from \(Numbers.short(first)) to \(Numbers.short(last))"
        }
        return "\(yLabel) over \(xLabel): " + (names.isEmpty ? "no figures" : names.joined(separator: "; "))
    }

    var table: ChartTable {
        let major = series.filter { !$0.isMinor }
        let hasBands = major.contains { $0.points.contains { $0.low != nil } }
        let rows =
            major.flatMap { one in
                one.points.map { point in
                    [one.name, name(ofX: point.x), Numbers.short(point.y)]
                        + (hasBands ? [Numbers.short(point.low), Numbers.short(point.high)] : [])
                }
            }
            + sideMarks.map {
                ["\(sideLabel): \($0.tip)", Numbers.missing, Numbers.short($0.y)] + (hasBands ? ["", ""] : [])
            }
        return ChartTable(columns: ["series", xLabel, yLabel] + (hasBands ? ["band from", "to"] : []), rows: rows)
    }

    private func name(ofX x: Double) -> String {
        guard let categories else { return Numbers.short(x) }
        let index = Int(bounded: x.rounded())
        return categories.indices.contains(index) ? categories[index] : Numbers.short(x)
    }
}
