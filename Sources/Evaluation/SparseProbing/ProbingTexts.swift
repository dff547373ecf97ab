import Failures
package import Foundation

/// The texts of a data set that probes are trained and tested on, class after class.
package struct ProbingTexts {
    /// `[class][text]`, UTF-8.
    package var train: [[[UInt8]]]
    package var test: [[[UInt8]]]
    /// The files they came from.
    package var files: [String]
}

/// A data set of which a file is not there.
package struct MissingSource: Error {
    /// The names looked for.
    package let names: [String]
}

extension ProbingDataset {
    /// Reads the files in a folder and chooses texts.
    ///
    /// - Parameter seed: of the draws; SAEBench's is 42.
    /// - Throws: `MissingSource` when a file is not there; `Failure(.badData)`, with file and line where there is one,
    ///   for a record that cannot be read, lacks a field, and for a class with too few texts.
    package func texts(in folder: URL, seed: UInt32) throws -> ProbingTexts {
        precondition(classes.count > 1, "\(classes.count) classes in '\(name)'")
        let places = ProbingFiles(folder: folder)
        switch files {
        case .one(let file):
            let paths = try places.files(of: file)
            return try divide(try read(paths, of: Array(classes.indices)), seed: seed, files: [paths])
        case .perClass:
            let paths = try classes.map { try places.files(of: $0.file ?? $0.name) }
            var found: [[Entry]] = []
            for (index, paths) in paths.enumerated() { found.append(try read(paths, of: [index])[index]) }
            return try divide(found, seed: seed, files: paths)
        case .split(let train, let test):
            let paths = [try places.files(of: train), try places.files(of: test)]
            let all = Array(classes.indices)
            return ProbingTexts(
                train: try sample(try read(paths[0], of: all), self.train, seed: seed, file: paths[0][0]),
                test: try sample(try read(paths[1], of: all), self.test, seed: seed, file: paths[1][0]),
                files: paths.flatMap { $0 })
        }
    }

    private struct Entry {
        var text: [UInt8]
        var group: String
    }

    /// The texts of some classes, in the files' order. `[class][text]`
    private func read(_ paths: [String], of wanted: [Int]) throws -> [[Entry]] {
        var found = [[Entry]](repeating: [], count: classes.count), places: [String: Int] = [:]
        for index in wanted { for label in classes[index].labels { places[Self.plain(label)] = index } }
        let fields = [labelField, groupField].compactMap { $0 } + wanted.map { classes[$0].textField ?? textField }
        for path in paths {
            func isEnough() -> Bool { stopsWhenEnough && wanted.allSatisfy { found[$0].count > train + test } }
            if isEnough() { break }
            let reader = try TableReader(file: path, fields: fields)
            while let record = try reader.next() {
                func value(_ field: String) throws -> TableReader.Value {
                    guard let value = record.field(field) else {
                        throw reader.bad("the field \(field.quoted) is missing", record.line)
                    }
                    return value
                }
                func word(_ field: String) throws -> String {
                    let value = try value(field)
                    guard let text = value.text else {
                        throw reader.bad(
                            "the field \(field.quoted) is \(value.kind), not a word or a number", record.line)
                    }
                    return Self.plain(String(decoding: text, as: UTF8.self))
                }
                var index = wanted[0]
                if let labelField {
                    // A record without a class is one of another class.
                    if try value(labelField).isAbsent { continue }
                    guard let place = places[try word(labelField)] else { continue }
                    index = place
                }
                let field = classes[index].textField ?? textField
                let text = try value(field)
                guard text.isString, let bytes = text.text else {
                    throw reader.bad("the field \(field.quoted) is not a string but \(text.kind)", record.line)
                }
                guard let kept = cut(bytes) else { continue }
                let group = try groupField.map { try word($0) }
                found[index].append(Entry(text: kept, group: group ?? ""))
                if isEnough() { break }
            }
        }
        return found
    }

    /// The text without its first characters; nil when it is too short to count.
    private func cut(_ text: [UInt8]) -> [UInt8]? {
        guard minimumCharacters > 0 || droppedCharacters > 0 else { return Self.shortened(text) }
        // Characters are code points, as Python counts them: bytes that do not continue one.
        let starts = text.indices.filter { text[$0] & 0xC0 != 0x80 }
        guard starts.count > minimumCharacters else { return nil }
        return starts.count > droppedCharacters ? Self.shortened(Array(text[starts[droppedCharacters]...])) : []
    }

    /// What a context can need of a text: its first 64 KiB, cut between characters. A file of code may be megabytes.
    private static func shortened(_ text: [UInt8]) -> [UInt8] {
        var end = min(text.count, 1 << 16)
        while end > 0, end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end < text.count ? Array(text[..<end]) : text
    }

    /// One list for each class becomes two.
    ///
    /// - Parameter files: of all classes, or of each.
    private func divide(_ found: [[Entry]], seed: UInt32, files: [[String]]) throws -> ProbingTexts {
        var random = MersenneTwister(pythonSeed: seed), result = ProbingTexts(train: [], test: [], files: files.flatMap { $0 })
        for (index, entries) in found.enumerated() {
            var texts = entries.map(\.text)
            try require(train + test, of: texts.count, in: index, file: files[files.count == 1 ? 0 : index][0])
            if choice != .order { random.pythonShuffle(&texts) }
            result.train.append(Array(texts[..<train]))
            result.test.append(Array(texts[train..<train + test]))
        }
        return result
    }

    /// The texts of one split: of each class, and of each group in it, the first of a permutation that begins anew.
    private func sample(_ found: [[Entry]], _ count: Int, seed: UInt32, file: String) throws -> [[[UInt8]]] {
        try found.enumerated().map { index, entries in
            var groups = [entries.map(\.text)]
            if groupField != nil {
                let named = Dictionary(grouping: entries, by: \.group)
                groups = named.keys.sorted().map { key in (named[key] ?? []).map(\.text) }
            }
            if choice == .order {
                try require(count, of: entries.count, in: index, file: file)
                return entries.prefix(count).map(\.text)
            }
            let share = count / max(1, groups.count)
            return try groups.flatMap { texts in
                try require(share, of: texts.count, in: index, file: file)
                var random = MersenneTwister(seed: seed)
                return random.numpyPermutation(texts.count).prefix(share).map { texts[Int($0)] }
            }
        }
    }

    private func require(_ wanted: Int, of count: Int, in index: Int, file: String) throws {
        guard count >= wanted, count > 0 else {
            throw Failure(
                .badData,
                "class \(classes[index].name.quoted) of \(name.quoted) has \(count) texts, and \(wanted) are asked for",
                at: file, remedy: "ask for fewer texts of each class, or check the label field and the classes")
        }
    }

    /// Labels that are the same number are the same: 1, 1.0 and "1".
    private static func plain(_ label: String) -> String {
        Double(label).flatMap { Int(exactly: $0) }.map(String.init) ?? label
    }
}
