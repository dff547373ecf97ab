import Failures
import Foundation
import Tables

// How fast a table's columns are read: `TableSpeed FILE COLUMN,… [ROUNDS]`, on one thread. Prints each round's bytes of
// values a second (a whole number counts 8 bytes) and the best round's.

func bytes(_ column: ColumnValues) -> Int {
    switch column {
    case .text(let values): values.bytes.count
    case .integers(let values): values.count * 8
    case .numbers(let values): values.count * 8
    case .truths(let values): values.count
    case .integerLists(let values): values.values.count * 8
    case .numberLists(let values): values.values.count * 8
    case .textLists(let values): values.items.bytes.count
    }
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    print("usage: TableSpeed FILE COLUMN,... [ROUNDS]")
    exit(64)
}
do {
    var best = 0.0
    for _ in 0..<(arguments.count > 3 ? Int(arguments[3]) ?? 5 : 5) {
        var count = 0
        var size = 0
        let start = ContinuousClock.now
        let rows = try TableFormat.open(arguments[1]).rows(of: arguments[2].split(separator: ",").map(String.init), from: 0)
        while let block = try rows.next() {
            count += block.count
            for column in block.columns { size += bytes(column) }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        best = max(best, Double(size) / seconds / 1e6)
        print("\(count) rows, \(size) bytes in \(seconds) s: \(Double(size) / seconds / 1e6) MB/s")
    }
    print("best: \(best) MB/s")
} catch {
    print(error)
    exit(error.kind.rawValue)
}
