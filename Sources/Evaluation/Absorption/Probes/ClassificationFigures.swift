/// How well scores tell one class from the rest: positive where the score is above 0.
public struct ClassificationFigures: Sendable, Equatable {
    /// 2 TP / (2 TP + FP + FN); 0 where there is no positive of either kind.
    public let f1: Double
    /// TP / (TP + FP); 0 where nothing is called positive.
    public let precision: Double
    /// TP / (TP + FN); 0 without positives.
    public let recall: Double
    /// The probability that a positive scores higher than a negative, ties counting half; nil without both classes.
    public let auc: Double?

    /// - Parameters:
    ///   - scores: as many as labels.
    ///   - labels: true is the class.
    public init(scores: [Double], labels: [Bool]) {
        precondition(scores.count == labels.count, "\(scores.count) scores for \(labels.count) labels")
        var truePositives = 0, called = 0
        for (score, label) in zip(scores, labels) where score > 0 {
            called += 1
            if label { truePositives += 1 }
        }
        let positives = labels.count { $0 }
        func share(_ part: Int, of whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }
        precision = share(truePositives, of: called)
        recall = share(truePositives, of: positives)
        f1 = share(2 * truePositives, of: called + positives)
        auc = ClassificationFigures.auc(scores, labels, positives: positives)
    }

    /// By ranks (Mann and Whitney): equal scores share the mean of theirs.
    private static func auc(_ scores: [Double], _ labels: [Bool], positives: Int) -> Double? {
        let negatives = labels.count - positives
        guard positives > 0, negatives > 0 else { return nil }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var rankSum = 0.0
        var first = 0
        while first < order.count {
            var last = first
            while last + 1 < order.count, scores[order[last + 1]] == scores[order[first]] { last += 1 }
            let rank = Double(first + last) / 2 + 1
            rankSum += rank * Double(order[first...last].count { labels[$0] })
            first = last + 1
        }
        let p = Double(positives)
        return (rankSum - p * (p + 1) / 2) / (p * Double(negatives))
    }
}
