/// Device memory that is handed out and taken back without the driver: asking the driver for memory stops the device.
///
/// Sizes are rounded to classes (powers of two from 512 bytes on, from 2 MiB on multiples of 2 MiB) and a block goes back to
/// its class. That a block is in use by work still in the stream does not matter: whoever gets it next uses it in the same
/// stream, so later. Not thread-safe.
final class MemoryPool {
    private let driver: DriverTable
    /// Hands every block to the driver and back, at its exact size: for tools that watch for reads beyond a block.
    private let isExact: Bool
    private var classOf: [UInt64: Int] = [:]
    private var unused: [Int: [UInt64]] = [:]
    /// Exact blocks that work in the stream may still use: given back when somebody has waited, because giving memory back
    /// waits for the device and would hide what was read too early.
    private var leaving: [(address: UInt64, size: Int)] = []
    /// Bytes handed out, by class.
    private(set) var bytesInUse = 0
    /// Bytes asked of the driver and not given back.
    private(set) var bytesHeld = 0

    init(_ driver: DriverTable, isExact: Bool) {
        self.driver = driver
        self.isExact = isExact
    }

    static let largeUnit = 2 << 20

    static func sizeClass(_ bytes: Int) -> Int {
        if bytes <= 512 { return 512 }
        if bytes >= largeUnit { return (bytes + largeUnit - 1) / largeUnit * largeUnit }
        return 1 << (Int.bitWidth - (bytes - 1).leadingZeroBitCount)
    }

    /// - Throws: `DriverError`; out of memory only when nothing unused could be given back.
    func allocate(_ bytes: Int) throws -> UInt64 {
        let size = isExact ? max(1, bytes) : MemoryPool.sizeClass(bytes)
        let address: UInt64
        if let kept = unused[size]?.popLast() {
            address = kept
        } else {
            address = try made(size)
        }
        classOf[address] = size
        bytesInUse += size
        return address
    }

    private func made(_ size: Int) throws -> UInt64 {
        do {
            let address = try driver.allocate(size)
            bytesHeld += size
            return address
        } catch let error as DriverError where error.isOutOfMemory && bytesHeld > bytesInUse {
            // Blocks of other classes, unused: better to ask again than to refuse.
            try giveBack()
            let address = try driver.allocate(size)
            bytesHeld += size
            return address
        }
    }

    /// Takes a block back. Traps on an address that was not handed out.
    func free(_ address: UInt64) throws {
        guard let size = classOf.removeValue(forKey: address) else {
            preconditionFailure("freed a place in device memory that was not allocated")
        }
        bytesInUse -= size
        if isExact {
            leaving.append((address, size))
        } else {
            unused[size, default: []].append(address)
        }
    }

    /// After a wait: exact blocks go back to the driver.
    func waited() throws {
        while let block = leaving.popLast() {
            try driver.free(block.address)
            bytesHeld -= block.size
        }
    }

    /// Gives what is unused back to the driver, which waits for the device.
    func giveBack() throws {
        try waited()
        for (size, addresses) in unused {
            for address in addresses {
                try driver.free(address)
                bytesHeld -= size
            }
        }
        unused = [:]
    }

    /// All of it, handed out or not: the end.
    func giveBackAll() {
        try? giveBack()
        for address in classOf.keys { try? driver.free(address) }
        classOf = [:]
    }
}
