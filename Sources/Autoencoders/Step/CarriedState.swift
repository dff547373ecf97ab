package import Engine
import Failures
import Foundation

/// What a step's parts carry on from one batch to the next, by name: small values, which become a JSON object, and
/// matrices, which become tensors. A name belongs to one part; a penalty's own begins with the penalty's
/// (`priced.rates`). Whatever is read from it has been checked.
package struct CarriedState {
    package enum Value: Codable, Equatable, Sendable {
        case whole(Int)
        case number(Double)
        case text(String)

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(Int.self) {
                self = .whole(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .whole(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            }
        }
    }

    static let remedy = "resume from an earlier checkpoint"

    private var values: [String: Value]
    package private(set) var tensors: [(name: String, matrix: Matrix)]

    package init() {
        values = [:]
        tensors = []
    }

    package subscript(_ name: String) -> Value? {
        get { values[name] }
        set { values[name] = newValue }
    }

    package mutating func add(_ name: String, _ matrix: Matrix) {
        precondition(!tensors.contains { $0.name == name }, "a second tensor '\(name)' of a step's state")
        tensors.append((name, matrix))
    }

    // MARK: Reading

    /// A whole number.
    /// - Throws: `Failure` of kind `badData` where it is missing or outside `range`.
    package func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int {
        guard case .whole(let value) = values[name], range.contains(value) else {
            throw wrong(name, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A number, which float32 can hold too.
    /// - Throws: `Failure` of kind `badData` where it is missing or outside `range`.
    package func number(
        _ name: String, in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    ) throws -> Double {
        let value: Double? =
            switch values[name] {
            case .whole(let value): Double(value)
            case .number(let value): value
            case .text, nil: nil
            }
        guard let value, Float(value).isFinite, range.contains(value) else {
            throw wrong(
                name, range.lowerBound > -.greatestFiniteMagnitude ? "a number from \(range.lowerBound) on" : "a number")
        }
        return value
    }

    /// A word; nil where there is none.
    /// - Throws: `Failure` of kind `badData` where it is a number.
    package func text(_ name: String) throws -> String? {
        switch values[name] {
        case nil: return nil
        case .text(let value): return value
        case .whole, .number: throw wrong(name, "a word")
        }
    }

    /// A tensor whose numbers are all finite.
    ///
    /// - Parameter shape: rows and columns; nil: any.
    ///   - range: where all its numbers must lie; nil: anywhere.
    /// - Throws: `Failure` of kind `badData` where it is missing, or not so.
    package func matrix(_ name: String, shape: (rows: Int, columns: Int)? = nil, engine: ComputeEngine) throws -> Matrix {
        guard let matrix = tensors.first(where: { $0.name == name })?.matrix else {
            throw Failure(.badData, "the step's state has no tensor '\(name)'", remedy: CarriedState.remedy)
        }
        if let shape, (matrix.rows, matrix.columns) != shape {
            throw Failure(
                .badData,
                "tensor '\(name)' of the step's state is [\(matrix.rows), \(matrix.columns)], expected "
                    + "[\(shape.rows), \(shape.columns)]", remedy: CarriedState.remedy)
        }
        if let place = engine.firstNonFinite(in: matrix) {
            throw Failure(
                .badData,
                "tensor '\(name)' of the step's state is not finite at row \(place.row), column \(place.column)",
                remedy: CarriedState.remedy)
        }
        return matrix
    }

    private func wrong(_ name: String, _ expected: String) -> Failure {
        let found =
            switch values[name] {
            case nil: "missing"
            case .whole(let value): "\(value)"
            case .number(let value): "\(value)"
            case .text(let value): "'\(value)'"
            }
        return Failure(
            .badData, "'\(name)' of the step's state is \(found), expected \(expected)", remedy: CarriedState.remedy)
    }

    // MARK: As files

    /// - Throws: `Failure` of kind `badData` where this is no JSON object of numbers and words.
    init(json: Data, tensors: [(name: String, matrix: Matrix)]) throws {
        do { values = try JSONDecoder().decode([String: Value].self, from: json) } catch {
            throw Failure(
                .badData, "the step's state is not what this version writes (\(error))", remedy: CarriedState.remedy)
        }
        self.tensors = tensors
    }

    /// - Throws: `Failure` of kind `failed` where a number is not finite: it could not be read again.
    func json() throws -> Data {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            if case .number(let number) = value, !number.isFinite {
                throw Failure(
                    .failed, "'\(name)' of the step's state has become \(number)",
                    remedy: "lower the learning rate, or resume from an earlier checkpoint")
            }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return try encoder.encode(values)
    }
}

/// What goes on from step to step, and so belongs in a checkpoint. Most parts have nothing of the kind.
package protocol CarriesState: AnyObject {
    /// Enters what the next step needs.
    func save(into state: inout CarriedState)

    /// Goes on where `save` was called.
    /// - Throws: `Failure` of kind `badData` where a value is missing or cannot be.
    func restore(from state: CarriedState, _ batch: StepBatch) throws
}

extension CarriesState {
    package func save(into state: inout CarriedState) {}
    package func restore(from state: CarriedState, _ batch: StepBatch) throws {}
}
