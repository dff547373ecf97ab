import Engine
import Failures
import Foundation
import Hashing
import Records
import TensorFiles
import Testing
import Training

/// Every part of a checkpoint is needed: a run that is resumed without one is refused, where other numbers tell that it
/// is missing, or ends in other weights. A part that is left out has what a trainer made anew would have: zeros, or the
/// start.
@Suite struct OmissionTests {
    struct Part: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var fixture: TrainingFixture
        var leaveOut: @Sendable (_ checkpoint: URL) throws -> Void
    }

    static let parts: [Part] = [
        Part(testDescription: "generator", fixture: .orthogonal) { folder in
            try edit(folder, FileNames.sourceState) { json in
                var generator = try #require(json["generator"] as? [String: Any])
                generator["position"] = 0
                generator["half"] = false
                json["generator"] = generator
            }
        },
        Part(testDescription: "buffer", fixture: .orthogonal) { try zero($0, FileNames.source) { $0 == "buffer" } },
        Part(testDescription: "place in the buffer", fixture: .orthogonal) { folder in
            try edit(folder, FileNames.sourceState) { $0["cursor"] = 0 }
        },
        Part(testDescription: "corpus position", fixture: .orthogonal) { folder in
            try edit(folder, FileNames.sourceState) { json in
                let stream = try #require(json["stream"] as? String)
                var inner = try #require(
                    try JSONSerialization.jsonObject(with: Data(stream.utf8)) as? [String: Any])
                inner["position"] = 0
                json["stream"] = String(decoding: try JSONSerialization.data(withJSONObject: inner), as: UTF8.self)
            }
        },
        Part(testDescription: "input scale", fixture: .orthogonal) { folder in
            try edit(folder, FileNames.sourceState) { json in
                var scaler = try #require(json["scaler"] as? [String: Any])
                scaler["scale_bits"] = Float(1).bitPattern
                json["scaler"] = scaler
            }
        },
        Part(testDescription: "second moments", fixture: .orthogonal) {
            try zero($0, FileNames.optimizer) { $0.hasSuffix(".second") }
        },
        Part(testDescription: "first moments", fixture: .batchtopk) {
            try zero($0, FileNames.optimizer) { $0.hasSuffix(".first") }
        },
        Part(testDescription: "last update", fixture: .topk) {
            try zero($0, FileNames.optimizer) { $0 == "last_update" }
        },
        Part(testDescription: "curriculum step", fixture: .orthogonal) { folder in
            try edit(folder, FileNames.progress) { $0["step"] = 0 }
        },
        Part(testDescription: "previous batch's latents", fixture: .orthogonal) { folder in
            try edit(folder, FileNames.stepState) { $0["previous"] = nil }
        },
        Part(testDescription: "dead counters", fixture: .topk) { try zero($0, FileNames.deadLatents) { _ in true } },
        Part(testDescription: "dead counters in steps", fixture: .batchtopk) {
            try zero($0, FileNames.deadLatents) { $0 == "fired_at_step" || $0 == "counts" }
        },
        Part(testDescription: "batch threshold", fixture: .batchtopk) { folder in
            try edit(folder, FileNames.stepState) { $0["batchThreshold"] = 0 }
        },
        Part(testDescription: "step number, from which chunks are dealt", fixture: .ortsae) { folder in
            try edit(folder, FileNames.stepState) { json in
                json["steps"] = 0
                // No more than there are steps; it counts for dictionary_learning's T alone, after 1,000.
                json["batchSteps"] = 0
            }
        },
        Part(testDescription: "rates of firing", fixture: .priced) { try zero($0, FileNames.step) { $0 == "priced.rates" } },
        Part(testDescription: "batches that the rates have seen", fixture: .priced) { folder in
            try edit(folder, FileNames.stepState) { $0["priced.batches"] = 0 }
        },
        Part(testDescription: "price", fixture: .priced) { folder in
            try edit(folder, FileNames.stepState) { $0["priced.price"] = nil }
        },
        Part(testDescription: "weights", fixture: .jumprelu) { try zero($0, FileNames.weights) { $0 == "threshold" } },
    ]

    @Test(arguments: parts)
    func `a run resumed without a part is refused or ends elsewhere`(part: Part) throws {
        let folder = try TemporaryFolder()
        _ = try part.fixture.trainer(in: folder.url, watch: TrainingFixture.stop(after: 17)).run()
        func finish() throws -> String? {
            let trainer = part.fixture.trainer(in: folder.url)
            try trainer.restore(from: folder.checkpoint(17))
            // Without the step's number the run would go on for longer than there is data, so 23 steps are counted.
            var left = 23
            let end = trainer.step + left
            let counting = part.fixture.trainer(in: folder.url) { _ in
                left -= 1
                return left == 0 ? .stop : .more
            }
            try counting.restore(from: folder.checkpoint(17))
            _ = try counting.run()
            return try folder.hashes(end)[FileNames.weights]
        }
        let saved = try folder.copy(ofCheckpoint: 17)
        let whole = try finish()
        #expect(whole != nil)
        try folder.put(back: saved, asCheckpoint: 17)
        #expect(try finish() == whole, "the control run: nothing left out")
        try folder.put(back: saved, asCheckpoint: 17)
        try part.leaveOut(folder.checkpoint(17))
        do {
            #expect(try finish() != whole)
        } catch let failure as Failure {
            #expect(failure.kind == .badData && failure.place != nil, "\(failure)")
        }
    }

    /// Changes a JSON file of a checkpoint, and its manifest, so that only the content is wrong.
    static func edit(_ folder: URL, _ name: String, _ change: (inout [String: Any]) throws -> Void) throws {
        let file = folder.appending(path: name)
        var json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        try change(&json)
        try JSONSerialization.data(withJSONObject: json).write(to: file)
        try sign(folder)
    }

    /// Sets tensors of a file to 0.
    static func zero(_ folder: URL, _ name: String, _ which: (String) -> Bool) throws {
        let url = folder.appending(path: name)
        let file = try SafetensorsFile(url)
        var writer = SafetensorsWriter()
        var found = false
        for entry in file.entries {
            let isZero = which(entry.name)
            found = found || isZero
            switch entry.type {
            case .int32:
                let values = try file.integers(entry.name).map { isZero ? 0 : Int32($0) }
                writer.add(entry.name, values)
            case .int64: writer.add(entry.name, try file.integers(entry.name).map { isZero ? 0 : $0 })
            case .uint8: writer.add(entry.name, try file.bytes(entry.name).map { isZero ? 0 : $0 })
            default:
                let matrix = try file.matrix(entry.name)
                if isZero { matrix.assign([Float](repeating: 0, count: matrix.count)) }
                writer.add(entry.name, matrix, shape: entry.shape)
            }
        }
        #expect(found, "\(name) has none of these tensors")
        try writer.write(to: url)
        try sign(folder)
    }

    /// Writes the hashes of the files as they are now into the manifest.
    static func sign(_ folder: URL) throws {
        let file = folder.appending(path: FileNames.manifest)
        var manifest = try JSONDecoder().decode(CheckpointManifest.self, from: Data(contentsOf: file))
        for i in manifest.files.indices {
            let (digest, bytes) = try FileHash.sha256(of: folder.appending(path: manifest.files[i].name))
            manifest.files[i].sha256 = digest
            manifest.files[i].bytes = bytes
        }
        try JSONEncoder().encode(manifest).write(to: file)
    }
}

extension TemporaryFolder {
    /// A copy of a checkpoint beside the run. Returns where it lies.
    func copy(ofCheckpoint step: Int) throws -> URL {
        let copy = url.appending(path: "copy", directoryHint: .isDirectory)
        try FileManager.default.copyItem(at: checkpoint(step), to: copy)
        return copy
    }

    /// Makes the checkpoint what the copy is, and removes all others.
    func put(back copy: URL, asCheckpoint step: Int) throws {
        try FileManager.default.removeItem(at: checkpoints)
        try FileManager.default.createDirectory(at: checkpoints, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: copy, to: checkpoint(step))
    }
}
