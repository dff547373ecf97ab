import Failures
import Files
public import Foundation

/// A model folder's tensors: `model.safetensors`, or the shards that `model.safetensors.index.json` lists, as Hugging
/// Face lays them out. Every shard is opened and checked at once; where both are there, the single file is read, as
/// `transformers` does.
public final class TensorFolder: TensorSource {
    public let path: String
    public let files: [SafetensorsFile]
    /// By the bytes of the name, which file.
    private let owners: [[UInt8]: Int]

    /// Throws `.missingInput` where neither file is there or a listed shard is not, `.badData` where index and shards
    /// disagree.
    public convenience init(_ folder: URL) throws {
        let single = folder.appending(path: "model.safetensors")
        let index = folder.appending(path: "model.safetensors.index.json")
        if FileManager.default.fileExists(atPath: single.filePath) {
            try self.init(path: folder.filePath, files: [SafetensorsFile(single)])
        } else if FileManager.default.fileExists(atPath: index.filePath) {
            try self.init(path: folder.filePath, index: index, folder: folder)
        } else {
            throw Failure(
                .missingInput, "has neither model.safetensors nor model.safetensors.index.json", at: folder.filePath,
                remedy: TensorFolder.advice(folder))
        }
    }

    private convenience init(path: String, index: URL, folder: URL) throws {
        let place = index.filePath
        let map = try TensorFolder.weightMap(index)
        var shards: [SafetensorsFile] = [], opened: [String: Int] = [:]
        for shard in Set(map.map(\.shard)).sorted() {
            let url = folder.appending(path: shard)
            guard FileManager.default.fileExists(atPath: url.filePath) else {
                throw Failure(
                    .missingInput, "the shard \(shard.quoted) is not there", at: url.filePath,
                    remedy: "fetch it again; model.safetensors.index.json beside it lists it")
            }
            opened[shard] = shards.count
            shards.append(try SafetensorsFile(url))
        }
        for (name, shard) in map {
            guard let number = opened[shard], shards[number].contains(name) else {
                throw Failure(
                    .badData, "tensor \(name.quoted) is not in \(shard.quoted), where the index puts it", at: place,
                    remedy: "index and shards are of different versions; fetch them again")
            }
        }
        try self.init(path: path, files: shards)
    }

    private init(path: String, files: [SafetensorsFile]) throws {
        self.path = path
        self.files = files
        var owners: [[UInt8]: Int] = [:]
        for (number, file) in files.enumerated() {
            for entry in file.entries {
                if let other = owners.updateValue(number, forKey: Array(entry.name.utf8)) {
                    throw Failure(
                        .badData, "tensor \(entry.name.quoted) is also in \(files[other].path.quoted)", at: file.path,
                        remedy: "each tensor belongs in one shard; fetch them again")
                }
            }
        }
        self.owners = owners
    }

    public var entries: [TensorEntry] { files.flatMap(\.entries) }

    public func locate(_ name: String) -> LocatedTensor? {
        owners[Array(name.utf8)].flatMap { files[$0].locate(name) }
    }

    /// What to do about a folder without weights, by what it has instead.
    private static func advice(_ folder: URL) -> String {
        let names = (try? FolderListing(folder.filePath).names) ?? []
        func first(_ endings: String...) -> String? { names.first { name in endings.contains { name.hasSuffix($0) } } }
        if let shard = names.first(where: { $0.hasPrefix("model-") && $0.hasSuffix(".safetensors") }) {
            return "fetch model.safetensors.index.json too: it says what is in \(shard.quoted) and the other shards"
        }
        if let other = first(".safetensors") { return "if \(other.quoted) is the whole model, name it model.safetensors" }
        if let other = first(".gguf") { return "name the file itself: \(folder.appending(path: other).filePath)" }
        if let other = first(".bin", ".pt", ".pth", ".h5", ".msgpack") {
            return "\(other.quoted) cannot be read; save the model with transformers' save_pretrained, as safetensors"
        }
        return "name a model folder in safetensors format"
    }

    /// The index's `weight_map`, in its order. A shard is a file of the same folder: a path out of it is refused.
    private static func weightMap(_ index: URL) throws -> [(name: String, shard: String)] {
        let file = try MappedFile(index)
        guard file.count <= SafetensorsHeader.maximumLength else {
            throw Failure(
                .badData, "is \(file.count) bytes long, too long for an index", at: file.path,
                remedy: "fetch it again")
        }
        var scanner = HeaderReader(Array(file.bytes), place: file.path, part: "the index")
        var map: [(name: String, shard: String)]?
        try scanner.object("the index") { scanner, key in
            guard key == "weight_map" else { return try scanner.skipValue(key.quoted) }
            var read: [(name: String, shard: String)] = []
            try scanner.object("'weight_map'") { scanner, name in
                let shard = try scanner.string("the shard of \(name.quoted)")
                guard !shard.isEmpty, shard != ".", shard != "..", !shard.utf8.contains(UInt8(ascii: "/")),
                    !shard.utf8.contains(0)
                else { throw scanner.failure("names the shard \(shard.quoted), which is no file name") }
                read.append((name, shard))
            }
            map = read
        }
        try scanner.end()
        guard let map else { throw scanner.failure("has no 'weight_map'") }
        return map
    }
}
