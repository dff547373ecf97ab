import Failures
import Files
import Foundation

/// The files that a large model is split into (llama.cpp's gguf-split): `NAME-00001-of-0000N.gguf` and so on. The first
/// has the keys, each its own tensors and the keys `split.no` (from 0), `split.count` and `split.tensors.count`.
struct GGUFParts {
    /// All but the first; none of a file that is not split.
    let others: [URL]

    private static let mostParts = 99_999

    /// Throws `.badData` for a file that is not the first of its parts or is not named so, `.missingInput` where a part is
    /// not there.
    init(_ metadata: GGUFMetadata, path: String) throws {
        guard metadata.has("split.count"), try metadata.integer("split.count") > 1 else {
            others = []
            return
        }
        let count = try metadata.integer("split.count"), number = try metadata.integer("split.no")
        guard count <= GGUFParts.mostParts, (0..<count).contains(number) else {
            throw metadata.wrong("split.no", "a number below 'split.count' \(count), at most \(GGUFParts.mostParts)")
        }
        let ending = GGUFParts.ending(number, count)
        guard path.hasSuffix(ending) else {
            throw Failure(
                .badData, "is part \(number + 1) of \(count), but its name does not end in \(ending.quoted)", at: path,
                remedy: "give all parts the names under which they were published")
        }
        let stem = String(path.dropLast(ending.count))
        guard number == 0 else {
            throw Failure(
                .badData, "is part \(number + 1) of \(count)", at: path,
                remedy: "name the first: \(stem + GGUFParts.ending(0, count))")
        }
        others = try (1..<count).map { part in
            let other = stem + GGUFParts.ending(part, count)
            guard FileManager.default.fileExists(atPath: other) else {
                throw Failure(
                    .missingInput, "the model's part \(part + 1) of \(count) is not there", at: other,
                    remedy: "fetch it into the folder of the others")
            }
            return URL(filePath: other)
        }
    }

    private static func ending(_ number: Int, _ count: Int) -> String {
        func digits(_ n: Int) -> String { String(repeating: "0", count: max(0, 5 - "\(n)".count)) + "\(n)" }
        return "-\(digits(number + 1))-of-\(digits(count)).gguf"
    }

    /// Throws where a part says that it is another, or of another number of parts.
    static func check(_ part: GGUFMetadata, number: Int, against first: GGUFMetadata) throws {
        guard try part.integer("split.no") == number else { throw part.wrong("split.no", "\(number) by the file's name") }
        let count = try first.integer("split.count")
        guard try part.integer("split.count") == count else { throw part.wrong("split.count", "\(count) as in the first part") }
    }

    /// Throws where the parts together have another number of tensors than the first says.
    static func check(count: Int, _ first: GGUFMetadata) throws {
        guard first.has("split.tensors.count"), try first.integer("split.count") > 1 else { return }
        guard try first.integer("split.tensors.count") == count else {
            throw first.wrong("split.tensors.count", "\(count), as many as the parts have")
        }
    }
}
