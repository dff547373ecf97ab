package import Engine

/// Activations with the classes that each is in and what it is an instance of; knows nothing of text.
package struct ClassRows {
    /// `[n, d]`
    package let activations: Matrix
    package let properties: RowProperties
    /// Which member of its classes each row is: a token's id. `[n]`
    package let members: [Int32]

    package init(activations: Matrix, properties: RowProperties, members: [Int32]) {
        precondition(
            activations.rows == properties.rows && properties.rows == members.count,
            "\(activations.rows) activations with \(properties.rows) and \(members.count) labels")
        self.activations = activations
        self.properties = properties
        self.members = members
    }

    package var count: Int { members.count }

    /// Numbers of the rows with a property.
    func rows(with property: Int) -> [Int32] {
        (0..<Int32(count)).filter { properties.has(property, row: Int($0)) }
    }

    /// With some of the properties, renumbered in the order given.
    func keeping(_ kept: [Int]) -> RowProperties {
        var properties = RowProperties(count: kept.count)
        for row in 0..<count {
            properties.append(kept.indices.filter { self.properties.has(kept[$0], row: row) })
        }
        return properties
    }
}
