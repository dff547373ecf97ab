import Engine
import Testing

/// What one operation left on the device and on the processor.
struct Outcome {
    var found: [Float]
    var expected: [Float]
    /// Bytes that a repeat of it moved between host and device, both ways.
    var bytesOfRepeat: Int
    var waitsOfRepeat: Int

    /// The largest difference, over the largest entry.
    var difference: Double { DeviceEngineTests.difference(found, expected) }
    var isEqual: Bool { difference == 0 }
}

extension DeviceBench {
    /// Runs an operation on both engines, each over copies of the inputs and of what it writes to.
    func outcome(
        _ inputs: [Matrix], _ out: Matrix, _ operation: (ComputeEngine, [Matrix], Matrix) throws -> Void
    ) throws -> Outcome {
        let theirs = inputs.map(copied), expected = copied(out)
        try operation(host, theirs, expected)
        let own = inputs.map(copied), target = copied(out)
        try operation(device, own, target)
        let found = target.toArray()
        let before = try #require(device.traffic)
        try device.keepingOnDevice { try operation(device, own, target) }
        let after = try #require(device.traffic)
        return Outcome(
            found: found, expected: expected.toArray(),
            bytesOfRepeat: after.bytesIn - before.bytesIn + after.bytesOut - before.bytesOut,
            waitsOfRepeat: after.waits - before.waits)
    }

    /// Whether an operation that gives the same on both stays on the device.
    func expect(
        _ inputs: [Matrix], _ out: Matrix, within tolerance: Double, moving bytes: Int = 0,
        at place: SourceLocation = #_sourceLocation, _ operation: (ComputeEngine, [Matrix], Matrix) throws -> Void
    ) throws {
        let outcome = try outcome(inputs, out, operation)
        #expect(outcome.difference <= tolerance, sourceLocation: place)
        #expect(outcome.bytesOfRepeat == bytes, sourceLocation: place)
    }
}

private func copied(_ a: Matrix) -> Matrix { Matrix(rows: a.rows, columns: a.columns, elements: a.toArray()) }

/// Rows and columns that kernels find awkward: none, one, no multiple of 4, more than a block.
let awkwardShapes = [(0, 5), (1, 1), (3, 5), (33, 70), (7, 1100), (70, 33), (64, 256)]
