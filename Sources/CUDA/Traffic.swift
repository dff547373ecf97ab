/// What went between host and device, and what was asked of the device, since it was opened.
public struct Traffic: Sendable, Hashable {
    /// Copies from host to device, and their bytes.
    public var copiesIn = 0
    public var bytesIn = 0
    /// Copies from device to host, and their bytes.
    public var copiesOut = 0
    public var bytesOut = 0
    /// Copies and fills within the device.
    public var copies = 0
    public var fills = 0
    public var launches = 0
    public var products = 0
    /// Times that the host waited for the device: copies out, and `wait`.
    public var waits = 0

    public init() {}

    public static func - (now: Traffic, then: Traffic) -> Traffic {
        var difference = Traffic()
        difference.copiesIn = now.copiesIn - then.copiesIn
        difference.bytesIn = now.bytesIn - then.bytesIn
        difference.copiesOut = now.copiesOut - then.copiesOut
        difference.bytesOut = now.bytesOut - then.bytesOut
        difference.copies = now.copies - then.copies
        difference.fills = now.fills - then.fills
        difference.launches = now.launches - then.launches
        difference.products = now.products - then.products
        difference.waits = now.waits - then.waits
        return difference
    }
}
