import Files
import Evaluation
import Foundation
import TestSupport
import Testing

/// `logistic.json` is scikit-learn's `LogisticRegression` (lbfgs) on seven made-up sets of columns.
@Suite struct LogisticRegressionTests {
    struct Case: Decodable, CustomStringConvertible, Sendable {
        var name: String, columns: Int, balanced: Bool
        var train: [Float], trainLabels: [Bool], test: [Float], testLabels: [Bool]
        var weights: [Double], intercept: Double, iterations: Int, accuracy: Double, decisions: [Double]
        var description: String { name }

        func fit(tolerance: Double) -> LogisticRegression {
            var options = LogisticRegression.Options()
            options.balancesClasses = balanced
            options.tolerance = tolerance
            return LogisticRegression(train, columns: columns, labels: trainLabels, options: options)
        }
    }

    private struct File: Decodable { var cases: [Case] }
    private static func cases() throws -> [Case] {
        let file = Goldens.url("saebench/sparse_probing/logistic.json")
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
    }

    /// The same optimizer from the same start takes the same path: what differs is rounding in Double, which the path
    /// magnifies by its condition, some 1e4 for the largest scale.
    @Test func `scikit-learn's weights, decisions and number of iterations`() throws {
        let cases = try Self.cases()
        #expect(cases.count == 7)
        for each in cases {
            let model = each.fit(tolerance: 1e-4)
            #expect(model.iterations == each.iterations, "\(each)")
            for (ours, theirs) in zip(model.weights + [model.intercept], each.weights + [each.intercept]) {
                #expect(abs(ours - theirs) <= 1e-7 * max(1, abs(theirs)), "\(each): \(ours) for \(theirs)")
            }
            for (ours, theirs) in zip(model.decisions(each.test), each.decisions) {
                #expect(abs(ours - theirs) <= 1e-6 * max(1, abs(theirs)), "\(each)")
            }
            #expect(model.accuracy(each.test, labels: each.testLabels) == each.accuracy, "\(each)")
        }
    }

    @Test func `it stops where no component of the gradient exceeds the tolerance`() throws {
        for each in try Self.cases() {
            for tolerance in [1e-2, 1e-4, 1e-6] {
                #expect(each.fit(tolerance: tolerance).gradientNorm <= tolerance, "\(each)")
            }
        }
    }

    @Test func `balanced weights are repetitions of the rarer class`() {
        let x: [Float] = [0.1, 0.4, -0.3, 0.9, 1.2, 0.2], y = [false, false, false, false, true, true]
        var balanced = LogisticRegression.Options()
        balanced.balancesClasses = true
        balanced.tolerance = 1e-10
        // 4 against 2 with weights 0.75 and 1.5 is, times 4/3, the positives twice; C makes up for the larger sum.
        var plain = LogisticRegression.Options()
        plain.tolerance = 1e-10
        plain.inversePenalty = 0.75
        let a = LogisticRegression(x, columns: 1, labels: y, options: balanced)
        let b = LogisticRegression(x + [1.2, 0.2], columns: 1, labels: y + [true, true], options: plain)
        #expect(abs(a.weights[0] - b.weights[0]) < 1e-7)
        #expect(abs(a.intercept - b.intercept) < 1e-7)
    }

    @Test func `a column of zeros gets no weight and the intercept is the log odds`() {
        let y = [true, true, true, false]
        var options = LogisticRegression.Options()
        options.tolerance = 1e-9
        let model = LogisticRegression([0, 0, 0, 0], columns: 1, labels: y, options: options)
        #expect(model.weights == [0])
        #expect(abs(model.intercept - log(3)) < 1e-7)
    }
}
