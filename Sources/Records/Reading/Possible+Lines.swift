/// Whether a line's counts can be: a line that says otherwise is damaged, like one that is cut off.
extension EventLine {
    package var isPossible: Bool {
        Possible.counts.contains(step) && Possible.isCount(steps) && Possible.isCount(tokens)
            && (competition?.isPossible ?? true)
    }
}

extension EventLine.Competition {
    fileprivate var isPossible: Bool {
        Possible.isCount(pairs) && Possible.isHistogram(histogram ?? [])
            && (strongest ?? []).allSatisfy { Possible.latents.contains($0.first) && Possible.latents.contains($0.second) }
    }
}

extension LatentRecord: LineRecord {
    /// `decode` has looked at the figures already, but for the plain ones.
    package var isPossible: Bool {
        guard Possible.latents.contains(id), (nearest + competing).allSatisfy({ Possible.latents.contains($0.id) }) else {
            return false
        }
        if let histogram {
            guard Possible.isFigure(histogram.start), Possible.isFigure(histogram.width),
                Possible.isHistogram(histogram.counts)
            else { return false }
        }
        return contexts.allSatisfy { $0.activations.allSatisfy(Possible.isFigure) }
    }
}
