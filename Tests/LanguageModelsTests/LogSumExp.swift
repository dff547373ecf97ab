import Foundation

enum LogSumExp {
    /// log Σ exp(x), in Double.
    static func of(_ x: [Double]) -> Double {
        let largest = x.max() ?? 0
        return largest + log(x.reduce(0) { $0 + exp($1 - largest) })
    }
}
