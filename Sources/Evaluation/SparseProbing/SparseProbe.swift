import Engine

/// A logistic regression on the k columns that tell the classes apart best.
enum SparseProbe {
    /// The k columns with the largest |mean of the positives − mean of the negatives|, ascending. Of equal ones the
    /// first.
    static func columns(_ k: Int, telling train: AdamWProbe.Examples, engine: ComputeEngine) -> [Int] {
        let labelled = zip(train.rows, train.labels)
        let positives = engine.columnMeans(of: train.features, rows: labelled.filter(\.1).map(\.0))
        let negatives = engine.columnMeans(of: train.features, rows: labelled.filter { !$0.1 }.map(\.0))
        let differences = zip(positives, negatives).map { abs($0 - $1) }
        let order = differences.indices.sorted {
            differences[$0] != differences[$1] ? differences[$0] > differences[$1] : $0 < $1
        }
        return order.prefix(k).sorted()
    }

    /// The columns of the probe on k, and its test accuracy.
    static func fit(
        _ k: Int, train: AdamWProbe.Examples, test: AdamWProbe.Examples, engine: ComputeEngine
    ) -> (columns: [Int], accuracy: Double) {
        let columns = columns(k, telling: train, engine: engine)
        let model = LogisticRegression(
            engine.gather(columns, ofRows: train.rows, of: train.features), columns: columns.count,
            labels: train.labels)
        let accuracy = model.accuracy(
            engine.gather(columns, ofRows: test.rows, of: test.features), labels: test.labels)
        return (columns, accuracy)
    }
}
