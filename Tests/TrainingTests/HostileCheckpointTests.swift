import Engine
import Failures
import Foundation
import Records
import TensorFiles
import Testing
import Training

/// Checkpoints whose manifest agrees with their files and whose numbers are nobody's: each number of each record in
/// turn. None may end the process, and none may be taken for another place of the run.
@Suite struct HostileCheckpointTests {
    static let fixtures = [TrainingFixture.orthogonal, .inOrder, .topk]

    /// What is put in a number's place.
    static let extremes: [NSNumber] = [
        -1, 0, 1, NSNumber(value: Int64(1) << 31), NSNumber(value: Int64.max), NSNumber(value: Int64.min), 1e300, 0.5,
    ]

    @Test(arguments: fixtures, [true, false])
    func `each number of each JSON record`(fixture: TrainingFixture, digests: Bool) throws {
        let folder = try TemporaryFolder()
        _ = try fixture.trainer(in: folder.url, watch: TrainingFixture.stop(after: 17)).run()
        let checkpoint = folder.checkpoint(17), trainer = fixture.trainer(in: folder.url)
        func refusal() -> Failure? { CheckpointTests.failure { try trainer.restore(from: checkpoint) } }
        var tried = 0
        for name in [FileNames.progress, FileNames.sourceState, FileNames.manifest] {
            let file = checkpoint.appending(path: name)
            let whole = try Data(contentsOf: file), manifest = try Data(contentsOf: checkpoint.appending(path: FileNames.manifest))
            let document = digests ? try Numbers(whole) : try Numbers(whole).withoutDigests
            for path in document.paths {
                for extreme in HostileCheckpointTests.extremes where !document.holds(extreme, at: path) {
                    try document.data(with: extreme, at: path).write(to: file)
                    if name != FileNames.manifest { try OmissionTests.sign(checkpoint) }
                    tried += 1
                    let failure = refusal()
                    let words = "\(name) \(path.joined(separator: ".")) = \(extreme): \(failure?.description ?? "taken")"
                    if let failure {
                        #expect([.badData, .usage].contains(failure.kind), "\(words)")
                        #expect(failure.kind == .usage || name == FileNames.manifest || failure.description.contains(name), "\(words)")
                    } else {
                        #expect(isHarmless(path, extreme, digests: digests), "\(words)")
                    }
                }
            }
            try whole.write(to: file)
            try manifest.write(to: checkpoint.appending(path: FileNames.manifest))
        }
        #expect(tried > 100)
        #expect(refusal() == nil, "the control: everything as it was")
    }

    /// Times decide nothing; a stream's place is told by its digest alone, and records of earlier versions have none.
    func isHarmless(_ path: [String], _ value: NSNumber, digests: Bool) -> Bool {
        if ["seconds", "job_seconds"].contains(path[0]) { return (0...1.0).contains(value.doubleValue) }
        return !digests && path == ["stream", "position"] || !digests && ["contexts", "positions"].contains(path[0])
    }

    func refusal(_ fixture: TrainingFixture, _ folder: TemporaryFolder) -> Failure? {
        CheckpointTests.failure { try fixture.trainer(in: folder.url).restore(from: folder.checkpoint(17)) }
    }

    @Test func `each integer of each tensor`() throws {
        let fixture = TrainingFixture.topk, folder = try TemporaryFolder()
        _ = try fixture.trainer(in: folder.url, watch: TrainingFixture.stop(after: 17)).run()
        let saved = try folder.copy(ofCheckpoint: 17)
        let wrong: [(String, String, [Int64])] = [
            (FileNames.optimizer, "last_update", [-1, 18, 1 << 31, .max, .min]),
            (FileNames.deadLatents, "fired_at_step", [-1, 18, 1 << 31, .max, .min]),
            (FileNames.deadLatents, "fired_at_token", [-1, 1, 1 << 31, .max, .min]),
            (FileNames.deadLatents, "ever_fired", [-1, 2, 256, .max, .min]),
            (FileNames.deadLatents, "counts", [-1, 0, 18, 1 << 31, .max, .min]),
        ]
        for (name, tensor, values) in wrong {
            for value in values {
                try folder.put(back: saved, asCheckpoint: 17)
                try HostileCheckpointTests.set(folder.checkpoint(17), name, tensor, to: value)
                let failure = refusal(fixture, folder)
                #expect(failure?.kind == .badData && failure?.place?.hasSuffix(name) == true, "\(tensor) \(value)")
                #expect(failure?.what.contains("'\(tensor)'") == true, "\(failure?.description ?? "taken")")
            }
        }
    }

    @Test(arguments: [
        (FileNames.weights, "encoder", Float.nan), (FileNames.weights, "decoder_bias", .infinity),
        (FileNames.optimizer, "encoder.second", -1), (FileNames.optimizer, "encoder.second", .nan),
        (FileNames.source, "buffer", .infinity),
    ])
    func `numbers that nothing can be computed with`(name: String, tensor: String, value: Float) throws {
        let fixture = TrainingFixture.topk, folder = try TemporaryFolder()
        _ = try fixture.trainer(in: folder.url, watch: TrainingFixture.stop(after: 17)).run()
        try HostileCheckpointTests.set(folder.checkpoint(17), name, tensor, to: 0, orFloat: value)
        #expect(refusal(fixture, folder)?.kind == .badData)
    }

    /// Makes a tensor's first element another, integers as I64; the manifest agrees.
    static func set(_ folder: URL, _ name: String, _ tensor: String, to value: Int64, orFloat: Float = 0) throws {
        let url = folder.appending(path: name), file = try SafetensorsFile(url)
        var writer = SafetensorsWriter(), found = false
        for entry in file.entries {
            found = found || entry.name == tensor
            switch entry.type {
            case .int32, .int64, .uint8:
                var values = try file.integers(entry.name)
                if entry.name == tensor { values[0] = value }
                writer.add(entry.name, values)
            default:
                let matrix = try file.matrix(entry.name)
                if entry.name == tensor { matrix.assign([orFloat] + matrix.toArray().dropFirst()) }
                writer.add(entry.name, matrix, shape: entry.shape)
            }
        }
        #expect(found, "\(name) has no \(tensor)")
        try writer.write(to: url)
        try OmissionTests.sign(folder)
    }
}

/// A JSON document whose numbers can be exchanged one by one, those in a text that is JSON itself included.
struct Numbers {
    private let root: Any
    /// Where each number stands.
    let paths: [[String]]

    init(_ data: Data) throws { self.init(root: try JSONSerialization.jsonObject(with: data)) }

    private init(root: Any) {
        self.root = Numbers.opened(root)
        paths = Numbers.find(self.root)
    }

    /// The same as an earlier version wrote it.
    var withoutDigests: Numbers { Numbers(root: Numbers.dropDigests(root)) }

    func holds(_ number: NSNumber, at path: [String]) -> Bool { Numbers.value(root, path[...]) == number }

    func data(with number: NSNumber, at path: [String]) throws -> Data {
        try JSONSerialization.data(withJSONObject: try Numbers.closed(Numbers.setting(root, path[...], number)))
    }

    private static let inner = "stream"

    private static func opened(_ value: Any) -> Any {
        guard var object = value as? [String: Any], let text = object[inner] as? String,
            let json = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        else { return value }
        object[inner] = json
        return object
    }

    private static func closed(_ value: Any) throws -> Any {
        guard var object = value as? [String: Any], let json = object[inner] else { return value }
        object[inner] = String(decoding: try JSONSerialization.data(withJSONObject: json), as: UTF8.self)
        return object
    }

    private static func find(_ value: Any) -> [[String]] {
        switch value {
        case let object as [String: Any]:
            object.keys.sorted().flatMap { key in find(object[key]!).map { [key] + $0 } }
        // Of a long list the ends and the middle.
        case let list as [Any]:
            list.indices.filter { [0, list.count / 2, list.count - 1].contains($0) }
                .flatMap { at in find(list[at]).map { ["\(at)"] + $0 } }
        case is Bool, is String, is NSNull: []
        case is NSNumber: [[]]
        default: []
        }
    }

    private static func value(_ value: Any, _ path: ArraySlice<String>) -> NSNumber? {
        guard let key = path.first else { return value as? NSNumber }
        if let object = value as? [String: Any] { return object[key].flatMap { Numbers.value($0, path.dropFirst()) } }
        return (value as? [Any]).flatMap { Numbers.value($0[Int(key)!], path.dropFirst()) }
    }

    private static func setting(_ value: Any, _ path: ArraySlice<String>, _ number: NSNumber) -> Any {
        guard let key = path.first else { return number }
        if var object = value as? [String: Any] {
            object[key] = setting(object[key]!, path.dropFirst(), number)
            return object
        }
        var list = value as! [Any]
        list[Int(key)!] = setting(list[Int(key)!], path.dropFirst(), number)
        return list
    }

    private static func dropDigests(_ value: Any) -> Any {
        guard let object = value as? [String: Any] else { return value }
        return object.filter { $0.key != "digest" }.mapValues(dropDigests)
    }
}
