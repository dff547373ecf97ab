/// A place in the device's memory. The host can compute with it but not read through it.
public struct DevicePointer: Sendable, Hashable {
    public let address: UInt64

    public init(address: UInt64) { self.address = address }

    public func advanced(by bytes: Int) -> DevicePointer {
        DevicePointer(address: address &+ UInt64(bitPattern: Int64(bytes)))
    }
}
