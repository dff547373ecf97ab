import Failures

/// Carries out a pickle of tensors: a stack, a memo, and lists of what was built. It calls nothing, imports nothing and
/// recurses nowhere, so a pickle can do no more than be refused.
struct PickleMachine {
    var scanner: PickleScanner
    let archive: ZipArchive
    /// The archive's entries of storages begin so.
    let storagePrefix: String
    /// Where the opcode under way begins.
    var opcode = 0

    var stack: [PickleItem] = []
    var marks: [Int] = []
    var memo: [UInt32: PickleItem] = [:]
    var tuples: [[PickleItem]] = []
    var lists: [[PickleItem]] = []
    var maps: [[(PickleItem, PickleItem)]] = []
    var storages: [PickleStorage] = []
    var tensors: [PickleTensor] = []
    /// Values that were put into containers.
    var contained = 0

    /// Values on the stack, remembered, built, or put into others; open marks; bytes of a pickle. Far more than any state dict has, and
    /// little enough for any machine.
    static let mostItems = 1 << 20, mostMarks = 1 << 10, mostBytes = 1 << 26

    /// - Parameters:
    ///   - bytes: the pickle, of the archive's entry `entry`.
    ///   - stem: what the archive's names begin with.
    init(_ bytes: UnsafeRawBufferPointer, entry: String, stem: String, archive: ZipArchive) {
        scanner = PickleScanner(bytes, entry: entry, place: archive.path)
        self.archive = archive
        storagePrefix = "\(stem)/data/"
    }

    /// Throws `.badData` for a pickle that asks for anything but tensors and plain values.
    mutating func run() throws -> PickleValue {
        while true {
            opcode = scanner.position
            let code = try scanner.number(UInt8.self)
            guard let operation = PickleOpcode(rawValue: code) else { throw try unknown(code) }
            if operation == .stop { break }
            try perform(operation)
            guard stack.count <= PickleMachine.mostItems, memo.count <= PickleMachine.mostItems,
                tuples.count + lists.count + maps.count + storages.count + tensors.count <= PickleMachine.mostItems,
                contained <= PickleMachine.mostItems
            else { throw failure("holds more than \(PickleMachine.mostItems) values") }
        }
        guard stack.count == 1, marks.isEmpty, let root = stack.popLast() else {
            throw failure("stops with \(stack.count) values on its stack")
        }
        guard scanner.left == 0 else { throw failure("goes on for \(scanner.left) bytes after its end") }
        return try value(of: root)
    }

    private mutating func perform(_ operation: PickleOpcode) throws {
        switch operation {
        case .proto:
            let version = try scanner.number(UInt8.self)
            guard (2...5).contains(version) else { throw failure("is of pickle protocol \(version); 2 is read") }
        case .mark:
            guard marks.count < PickleMachine.mostMarks else { throw failure("opens more than \(PickleMachine.mostMarks) marks") }
            marks.append(stack.count)
        case .none: stack.append(.none)
        case .newTrue: stack.append(.truth(true))
        case .newFalse: stack.append(.truth(false))
        case .binInt: stack.append(.integer(Int(try scanner.number(Int32.self))))
        case .binInt1: stack.append(.integer(Int(try scanner.number(UInt8.self))))
        case .binInt2: stack.append(.integer(Int(try scanner.number(UInt16.self))))
        case .long1: stack.append(try scanner.long(length: Int(try scanner.number(UInt8.self))))
        case .binFloat: stack.append(.real(try scanner.real()))
        case .binUnicode: stack.append(.text(try scanner.text(length: Int(try scanner.number(UInt32.self)))))
        case .shortBinUnicode: stack.append(.text(try scanner.text(length: Int(try scanner.number(UInt8.self)))))
        case .emptyTuple: pushTuple([])
        case .tuple1: pushTuple(try pop(1))
        case .tuple2: pushTuple(try pop(2))
        case .tuple3: pushTuple(try pop(3))
        case .tuple: pushTuple(try popToMark())
        case .emptyList:
            lists.append([])
            stack.append(.list(lists.count - 1))
        case .emptyDictionary: pushMap()
        case .append: try append(try pop(1))
        case .appends: try append(try popToMark())
        case .setItem: try setItems(try pop(2))
        case .setItems: try setItems(try popToMark())
        case .binPut: try remember(UInt32(try scanner.number(UInt8.self)))
        case .longBinPut: try remember(try scanner.number(UInt32.self))
        case .memoize: try remember(UInt32(memo.count))
        case .binGet: try recall(UInt32(try scanner.number(UInt8.self)))
        case .longBinGet: try recall(try scanner.number(UInt32.self))
        case .global: try pushSymbol(module: try scanner.line(), name: try scanner.line())
        case .stackGlobal:
            let names = try pop(2)
            guard case .text(let module) = names[0], case .text(let name) = names[1] else {
                throw failure("asks for a name that is \(names[0].kind) and \(names[1].kind)")
            }
            try pushSymbol(module: module, name: name)
        case .reduce: try call()
        case .build:
            // torch puts a module's `_metadata` on its state dict: nothing that a reader of tensors needs.
            _ = try pop(1)
            guard !stack.isEmpty, marks.last != stack.count else { throw failure("gives attributes to nothing") }
        case .binPersID: try pushStorage()
        case .stop: break
        }
    }

    func failure(_ what: String) -> Failure { scanner.failure(what, at: opcode) }

    private mutating func pushSymbol(module: String, name: String) throws {
        guard let symbol = PickleSymbol(module: module, name: name) else { throw refusal(module, name) }
        stack.append(.symbol(symbol))
    }

    private func refusal(_ module: String, _ name: String) -> Failure {
        scanner.failure(
            "wants '\(module.oneLine(atMost: 120)) \(name.oneLine(atMost: 120))', which is no tensor and is not loaded",
            at: opcode, remedy: PickleSymbol.remedy(module: module, name: name))
    }

    private mutating func unknown(_ code: UInt8) throws -> Failure {
        if code == PickleOpcode.inst { return refusal(try scanner.line(), try scanner.line()) }
        return scanner.failure(
            "holds the opcode \(PickleOpcode.name(code)), which is no part of a saved tensor", at: opcode,
            remedy: "load the file with torch, if you trust it, and save its state_dict() alone, as torch.save does by itself")
    }
}
