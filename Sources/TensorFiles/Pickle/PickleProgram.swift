/// Writes the pickle of a state dict: the opcodes that torch.save itself writes, in its order, so that
/// `torch.load(weights_only=True)` reads it. Source: torch 2.15's output, by pickletools.
struct PickleProgram {
    /// One tensor of the state dict.
    struct Tensor {
        var name: String
        var type: TensorType
        var shape: [Int]
        var strides: [Int]
        /// Elements of its storage.
        var count: Int
    }

    private(set) var bytes: [UInt8] = []

    /// `OrderedDict` of the tensors, each the whole of a storage whose key is its number.
    init(_ tensors: [Tensor]) {
        op(.proto)
        bytes.append(2)
        orderedDictionary()
        op(.mark)
        for (number, tensor) in tensors.enumerated() {
            text(tensor.name)
            global("torch._utils", "_rebuild_tensor_v2")
            op(.mark)
            storage(tensor, number)
            integer(0)
            tuple(tensor.shape)
            tuple(tensor.strides)
            op(.newFalse)
            orderedDictionary()
            op(.tuple)
            op(.reduce)
        }
        op(.setItems)
        op(.stop)
    }

    private mutating func storage(_ tensor: Tensor, _ number: Int) {
        op(.mark)
        text("storage")
        global("torch", PickleProgram.storages[tensor.type] ?? "")
        text("\(number)")
        text("cpu")
        integer(tensor.count)
        op(.tuple)
        op(.binPersID)
    }

    private static let storages = Dictionary(uniqueKeysWithValues: PickleStorage.types.map { ($1, $0) })

    private mutating func op(_ code: PickleOpcode) { bytes.append(code.rawValue) }

    private mutating func orderedDictionary() {
        global("collections", "OrderedDict")
        op(.emptyTuple)
        op(.reduce)
    }

    private mutating func global(_ module: String, _ name: String) {
        op(.global)
        bytes += Array("\(module)\n\(name)\n".utf8)
    }

    private mutating func text(_ text: String) {
        op(.binUnicode)
        append(UInt32(text.utf8.count))
        bytes += Array(text.utf8)
    }

    private mutating func tuple(_ values: [Int]) {
        guard !values.isEmpty else { return op(.emptyTuple) }
        op(.mark)
        for value in values { integer(value) }
        op(.tuple)
    }

    private mutating func integer(_ value: Int) {
        if let small = UInt8(exactly: value) {
            op(.binInt1)
            append(small)
        } else if let middle = Int32(exactly: value) {
            op(.binInt)
            append(middle)
        } else {
            op(.long1)
            bytes.append(8)
            append(Int64(value))
        }
    }

    private mutating func append<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
}
