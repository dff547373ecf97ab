/// Host memory that the device reads and writes by itself (pinned): the way of all copies between host and device.
///
/// Two halves. One fills while the device empties the other, so a large copy runs at the bus's speed; small copies go into one
/// half side by side and wait for nothing. Where the system gives no pinned memory (containers, WSL) the driver copies from
/// ordinary memory through its own. Not thread-safe.
final class Staging {
    private let driver: DriverTable
    private let stream: DriverTable.Handle
    private let halfBytes: Int
    private var memory: UnsafeMutableRawPointer?
    /// Recorded behind the last work that uses a half.
    private var events: [DriverTable.Handle] = []
    /// The half that is filled, and how much of it is.
    private var half = 0, filled = 0
    private var asked = false

    /// Whether pinned memory was wanted and refused.
    private(set) var isRefused = false

    static let usualBytes = 64 << 20

    init(_ driver: DriverTable, _ stream: DriverTable.Handle, bytes: Int) {
        self.driver = driver
        self.stream = stream
        halfBytes = max(256, bytes / 2 / 256 * 256)
    }

    /// Made at the first copy.
    private func ready() throws -> UnsafeMutableRawPointer? {
        if asked { return memory }
        asked = true
        do {
            memory = try driver.allocatePinned(2 * halfBytes)
            events = [try driver.makeEvent(), try driver.makeEvent()]
        } catch let error as DriverError where !error.isLasting && memory == nil {
            isRefused = true
        }
        return memory
    }

    /// The source may be reused on return; the device has the bytes some time later.
    func copyIn(_ source: UnsafeRawPointer, to address: UInt64, bytes: Int) throws {
        guard let memory = try ready() else {
            // From memory that is not pinned the driver takes the bytes before it returns.
            try driver.copyIn(source, to: address, bytes: bytes, stream)
            return
        }
        var done = 0
        while done < bytes {
            if filled == halfBytes || (filled > 0 && filled + min(bytes - done, halfBytes) > halfBytes) { try turn() }
            let count = min(bytes - done, halfBytes - filled)
            let place = memory + half * halfBytes + filled
            place.copyMemory(from: source + done, byteCount: count)
            try driver.copyIn(place, to: address + UInt64(done), bytes: count, stream)
            done += count
            filled = min(halfBytes, (filled + count + 255) / 256 * 256)
        }
    }

    /// Goes on to the other half, when the device has read what was put there the last time.
    private func turn() throws {
        try driver.record(events[half], stream)
        half = 1 - half
        filled = 0
        try driver.wait(event: events[half])
    }

    /// Waits until the bytes are there, and with them everything before.
    func copyOut(_ address: UInt64, to target: UnsafeMutableRawPointer, bytes: Int) throws {
        guard let memory = try ready() else {
            try driver.copyOut(address, to: target, bytes: bytes, stream)
            try driver.wait(stream)
            return
        }
        // The stream's order keeps these copies behind the ones in that still read a half.
        var begun = 0, done = 0, filling = 0, reading = 0
        while done < bytes {
            while begun < bytes && filling - reading < 2 {
                let count = min(bytes - begun, halfBytes)
                try driver.copyOut(address + UInt64(begun), to: memory + (filling & 1) * halfBytes, bytes: count, stream)
                try driver.record(events[filling & 1], stream)
                begun += count
                filling += 1
            }
            let count = min(bytes - done, halfBytes)
            try driver.wait(event: events[reading & 1])
            (target + done).copyMemory(from: memory + (reading & 1) * halfBytes, byteCount: count)
            done += count
            reading += 1
        }
        // All that was put into the stream before is done.
        (half, filled) = (0, 0)
    }

    func free() {
        for event in events { try? driver.destroyEvent(event) }
        if let memory { try? driver.freePinned(memory) }
        (events, memory) = ([], nil)
    }
}
