/// Elements of a file's array at any strides, turned into float32 row by row. All counts are in elements.
struct StridedElements {
    /// The array's first element is here; little-endian, at any alignment. Every element that shape and strides reach
    /// lies inside: whoever makes this has shown it.
    let base: UnsafeRawPointer
    let type: TensorType
    let shape: [Int]
    /// As many as the shape has dimensions.
    let strides: [Int]

    /// Whether elements of this type become float32.
    static func canRead(_ type: TensorType) -> Bool {
        switch type {
        case .float64, .float32, .float16, .bfloat16, .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool:
            true
        default: false
        }
    }

    /// Fills `target`, which has room for every element, row-major.
    func copy(into target: UnsafeMutableRawBufferPointer) {
        guard let target = target.baseAddress?.assumingMemoryBound(to: Float.self), !shape.contains(0) else { return }
        switch type {
        case .float64: copy(StoredFloat64.self, target)
        case .float32: copy(StoredFloat32.self, target)
        case .float16: copy(StoredFloat16.self, target)
        case .bfloat16: copy(StoredBFloat16.self, target)
        case .int64: copy(StoredInteger<Int64>.self, target)
        case .int32: copy(StoredInteger<Int32>.self, target)
        case .int16: copy(StoredInteger<Int16>.self, target)
        case .int8: copy(StoredInteger<Int8>.self, target)
        case .uint64: copy(StoredInteger<UInt64>.self, target)
        case .uint32: copy(StoredInteger<UInt32>.self, target)
        case .uint16: copy(StoredInteger<UInt16>.self, target)
        case .uint8, .bool: copy(StoredInteger<UInt8>.self, target)
        default: preconditionFailure("elements of \(type.rawValue)")
        }
    }

    private func copy<Element: StoredElement>(_: Element.Type, _ target: UnsafeMutablePointer<Float>) {
        let (shape, strides) = merged()
        let columns = shape[shape.count - 1], stride = strides[strides.count - 1]
        if shape.count == 2, strides[0] == 1, stride != 1 {
            return StridedElements.turn(Element.self, base, rows: shape[0], columns: columns, pitch: stride, target)
        }
        // The other dimensions count up like an odometer, the last of them fastest.
        var index = [Int](repeating: 0, count: shape.count - 1)
        var start = 0, out = target
        while true {
            StridedElements.line(Element.self, base, from: start, by: stride, count: columns, out)
            out += columns
            var dimension = index.count - 1
            while dimension >= 0 {
                index[dimension] += 1
                start += strides[dimension]
                if index[dimension] < shape[dimension] { break }
                start -= shape[dimension] * strides[dimension]
                index[dimension] = 0
                dimension -= 1
            }
            if dimension < 0 { return }
        }
    }

    /// The same elements in fewer, longer dimensions: those of one element are left out, and two become one where the
    /// first goes on where the second ends. At least one dimension remains.
    private func merged() -> (shape: [Int], strides: [Int]) {
        var shape: [Int] = [], strides: [Int] = []
        for (size, stride) in zip(self.shape, self.strides) where size != 1 {
            if let last = strides.last, last == stride * size {
                shape[shape.count - 1] *= size
                strides[strides.count - 1] = stride
            } else {
                shape.append(size)
                strides.append(stride)
            }
        }
        return shape.isEmpty ? ([1], [1]) : (shape, strides)
    }

    @inline(__always)
    private static func load<Element: StoredElement>(_: Element.Type, _ base: UnsafeRawPointer, _ index: Int) -> Float {
        Element.float(
            Element.Bits(
                littleEndian: base.loadUnaligned(fromByteOffset: index * MemoryLayout<Element.Bits>.size, as: Element.Bits.self)))
    }

    @inline(__always)
    private static func line<Element: StoredElement>(
        _: Element.Type, _ base: UnsafeRawPointer, from start: Int, by stride: Int, count: Int,
        _ out: UnsafeMutablePointer<Float>
    ) {
        if stride == 1 {
            if Element.self == StoredFloat32.self {
                UnsafeMutableRawPointer(out).copyMemory(from: base + start * 4, byteCount: count * 4)
                return
            }
            let base = base + start * MemoryLayout<Element.Bits>.size
            for i in 0..<count { out[i] = load(Element.self, base, i) }
        } else {
            for i in 0..<count { out[i] = load(Element.self, base, start + i * stride) }
        }
    }

    /// A matrix whose columns lie one after the other, `pitch` elements apart. A tile is read along its columns into a
    /// buffer that stays in the first cache, and written along its rows: pitches are often powers of two, whose lines
    /// would push each other out if they were read across.
    @inline(__always)
    private static func turn<Element: StoredElement>(
        _: Element.Type, _ base: UnsafeRawPointer, rows: Int, columns: Int, pitch: Int, _ out: UnsafeMutablePointer<Float>
    ) {
        let tile = 64
        withUnsafeTemporaryAllocation(of: Float.self, capacity: tile * tile) { buffer in
            guard let buffer = buffer.baseAddress else { return }
            for left in stride(from: 0, to: columns, by: tile) {
                let width = min(tile, columns - left)
                for top in stride(from: 0, to: rows, by: tile) {
                    let height = min(tile, rows - top)
                    for column in 0..<width {
                        line(Element.self, base, from: (left + column) * pitch + top, by: 1, count: height, buffer + column * tile)
                    }
                    for row in 0..<height {
                        let target = out + (top + row) * columns + left
                        for column in 0..<width { target[column] = buffer[column * tile + row] }
                    }
                }
            }
        }
    }
}
