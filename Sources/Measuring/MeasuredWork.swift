/// One kind of work as it was measured, against the least it could take.
public struct MeasuredWork: Sendable, Equatable, Codable {
    /// `decode`, `step`, …
    public let name: String
    public let seconds: Spread
    /// Operations that the work's meaning asks for, in 10⁹ a second of the median; nil where it asks for none.
    public let gigaflops: Double?
    /// Bytes that must cross memory, in 10⁹ a second of the median.
    public let gigabytes: Double?
    public let floorSeconds: Double?
    /// `arithmetic` or `memory`.
    public let floorKind: String?
    /// Time over the floor, round by round; the median.
    public let overFloor: Double?
    /// Time over the encoder product, round by round; the median. nil outside the step.
    public let overProduct: Double?

    /// - Parameters:
    ///   - samples: seconds, one a round; `rates` and `products` of the same rounds.
    ///   - floor: nil where the work need not be done at all.
    init(_ name: String, _ samples: [Double], floor: Floor?, rates: [MachineRates], products: [Double]? = nil) {
        precondition(rates.count == samples.count && (products?.count ?? samples.count) == samples.count, name)
        self.name = name
        let seconds = Spread(samples)
        self.seconds = seconds
        overProduct = products.map { Spread(zip(samples, $0).map { $0 / $1 }).median }
        guard let floor else {
            (gigaflops, gigabytes, floorSeconds, floorKind, overFloor) = (nil, nil, nil, nil, nil)
            return
        }
        gigaflops = floor.operations > 0 ? floor.operations / seconds.median / 1e9 : nil
        gigabytes = floor.bytes / seconds.median / 1e9
        floorSeconds = Spread(rates.map { floor.seconds(at: $0) }).median
        floorKind = rates.count { floor.isArithmetic(at: $0) } * 2 >= rates.count ? "arithmetic" : "memory"
        overFloor = Spread(zip(samples, rates).map { $0 / floor.seconds(at: $1) }).median
    }
}

/// The machine's rates over all rounds of some measurement.
public struct MachineFigures: Sendable, Equatable, Codable {
    /// 10⁹ operations a second of the large product, in the engine's precision.
    public let gigaflops: Spread
    /// 10⁹ bytes a second.
    public let readGigabytes: Spread
    /// 10⁹ bytes a second, read and written ones both counted.
    public let copyGigabytes: Spread

    init(_ rates: [MachineRates]) {
        gigaflops = Spread(rates.map { $0.flops / 1e9 })
        readGigabytes = Spread(rates.map { $0.readBytes / 1e9 })
        copyGigabytes = Spread(rates.map { $0.copyBytes / 1e9 })
    }
}
