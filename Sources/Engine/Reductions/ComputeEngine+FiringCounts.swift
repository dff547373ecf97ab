/// Which of a few properties each row has: a word's first letter, its ending, whether it is capitalised.
public struct RowProperties: Sendable, Equatable {
    /// P.
    public let count: Int
    /// A bit for each property, one number a row.
    private var bits: [UInt64] = []

    /// No rows yet.
    ///
    /// - Parameter count: P, at most 64.
    public init(count: Int) {
        precondition((0...64).contains(count), "\(count) properties")
        self.count = count
    }

    /// A row more, with these properties.
    public mutating func append(_ properties: some Sequence<Int>) {
        bits.append(
            properties.reduce(0) { all, property in
                precondition(property >= 0 && property < count, "property \(property) of \(count)")
                return all | 1 << UInt64(property)
            })
    }

    /// Rows.
    public var rows: Int { bits.count }

    public func has(_ property: Int, row: Int) -> Bool { bits[row] >> UInt64(property) & 1 == 1 }

    /// Of one row, ascending.
    public func properties(ofRow row: Int) -> [Int] { (0..<count).filter { has($0, row: row) } }

    fileprivate func mask(_ row: Int) -> UInt64 { bits[row] }
}

/// On how many rows each latent fires, of all and of those with a property. Counts of several sets of rows add up.
public struct FiringCounts: Sendable, Equatable {
    /// F.
    public let latents: Int
    /// P.
    public let properties: Int
    /// Rows that were counted.
    public private(set) var rows = 0
    /// Rows with each property. `[P]`
    public private(set) var having: [Int]
    /// Rows on which each latent fires. `[F]`
    public private(set) var firing: [Int]
    /// The same of the rows with a property, by property. `[P, F]`
    fileprivate var both: [Int]

    /// Of no rows.
    public init(latents: Int, properties: Int) {
        self.latents = latents
        self.properties = properties
        having = Array(repeating: 0, count: properties)
        firing = Array(repeating: 0, count: latents)
        both = Array(repeating: 0, count: properties * latents)
    }

    /// Rows with the property on which the latent fires.
    public func firing(_ latent: Int, where property: Int) -> Int { both[property * latents + latent] }

    public static func += (a: inout FiringCounts, b: FiringCounts) {
        precondition(
            a.latents == b.latents && a.properties == b.properties,
            "counts of \(b.latents) latents and \(b.properties) properties to \(a.latents) and \(a.properties)")
        a.rows += b.rows
        for i in a.having.indices { a.having[i] += b.having[i] }
        for i in a.firing.indices { a.firing[i] += b.firing[i] }
        for i in a.both.indices { a.both[i] += b.both[i] }
    }
}

extension ComputeEngine {
    /// Counts on which rows latents fire. Dense meaning: `sum(latents > 0)` and `propertiesᵀ · (latents > 0)`, whole
    /// numbers. `latents [n, F]`, a row of properties for each.
    public func firingCounts(_ latents: SparseLatents, _ properties: RowProperties) -> FiringCounts {
        precondition(
            latents.rows == properties.rows, "properties of \(properties.rows) rows for \(latents.rows) of latents")
        var counts = FiringCounts(latents: latents.columns, properties: properties.count)
        counts.add(latents, properties)
        return counts
    }
}

extension FiringCounts {
    fileprivate mutating func add(_ latents: SparseLatents, _ properties: RowProperties) {
        let starts = latents.rowStarts.reading, indices = latents.indices.reading, values = latents.values.reading
        let width = self.latents
        rows += latents.rows
        for row in 0..<latents.rows {
            let own = properties.properties(of: properties.mask(row))
            for property in own { having[property] += 1 }
            for at in starts[row]..<starts[row + 1] where values[at] > 0 {
                let latent = Int(indices[at])
                firing[latent] += 1
                for property in own { both[property * width + latent] += 1 }
            }
        }
    }
}

extension RowProperties {
    fileprivate func properties(of mask: UInt64) -> [Int] {
        var rest = mask, list: [Int] = []
        while rest != 0 {
            list.append(rest.trailingZeroBitCount)
            rest &= rest - 1
        }
        return list
    }
}
