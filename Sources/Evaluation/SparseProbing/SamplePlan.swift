import Failures
import Files
public import Foundation

/// Which texts each probe of a reference run saw, in its order: `{"classes": […], "calls": [{"class", "rows": [[class
/// index, text index], …]}, …]}`. Calls stand in the order in which they were made: the model's full probe, its k-sparse
/// ones, the SAE's full probe, its k-sparse ones; in each, class by class, training then test.
public struct SamplePlan: Sendable {
    let classes: [String]
    let calls: [Call]
    let path: String
    /// The file's bytes, as text that a hash can be made of.
    let source: String

    struct Call: Sendable, Decodable {
        let `class`: String
        let rows: [[Int]]
    }

    private struct Contents: Decodable {
        let classes: [String]
        let calls: [Call]
    }

    /// Reads a plan.
    ///
    /// - Throws: `Failure(.missingInput)` when the file is not there, `.badData` when it is no plan.
    public init(file: URL) throws {
        path = file.path(percentEncoded: false)
        let bytes = try WholeFile.data(file)
        source = String(decoding: bytes, as: UTF8.self)
        let contents = try JSONCoding.read(
            Contents.self, from: bytes, at: path, as: "a sample plan",
            remedy: "it has 'classes' and 'calls', each call with 'class' and 'rows' of [class index, text index]")
        (classes, calls) = (contents.classes, contents.calls)
    }

    /// Checks every call against the data set it is to be used with.
    ///
    /// - Throws: `Failure(.badData)` that names the first call which does not fit.
    package func check(classes: [String], train: [Int], test: [Int], kinds: Int) throws {
        guard self.classes == classes else {
            throw Failure(.badData, "the plan's classes are \(self.classes), the data set's \(classes)", at: path)
        }
        guard calls.count == kinds * classes.count * 2 else {
            throw Failure(
                .badData, "\(calls.count) calls; \(kinds) probes for each of \(classes.count) classes take "
                    + "\(kinds * classes.count * 2)", at: path,
                remedy: "use the plan with the same classes and the same values of k")
        }
        for (number, call) in calls.enumerated() {
            let counts = number % 2 == 0 ? train : test, wanted = classes[number / 2 % classes.count]
            guard call.class == wanted else {
                throw Failure(.badData, "call \(number) is for class \(call.class.quoted), not \(wanted.quoted)", at: path)
            }
            for row in call.rows {
                guard row.count == 2, counts.indices.contains(row[0]), (0..<counts[row[0]]).contains(row[1]) else {
                    throw Failure(.badData, "call \(number) names text \(row), which is not there", at: path)
                }
            }
            let positives = call.rows.count { classes[$0[0]] == wanted }
            guard positives > 0, positives < call.rows.count else {
                throw Failure(.badData, "call \(number) has texts of one class only", at: path)
            }
        }
    }

    /// The texts of a call.
    func choices(_ call: Int) -> [TextChoice] { calls[call].rows.map { TextChoice(group: $0[0], text: $0[1]) } }
}
