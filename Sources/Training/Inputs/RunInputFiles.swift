import Engine
import Failures
import Foundation
import Hashing
public import Records
import Synchronization

/// The files that a run reads, told by their content: samples at once, all of their bytes on a thread of its own.
///
/// What a checkpoint says of them is compared when the run is resumed. Where a whole file is not hashed yet when the
/// first step is to begin, the comparison comes when it is: `check` then throws.
public final class RunInputFiles: Sendable {
    private let files: [InputsRecord.File]
    /// The GPU that computes, as records keep it; nil: the processor does.
    private let device: String?
    /// Of each file, once it is known.
    private let whole: Mutex<[String?]>
    /// What the checkpoint said of each.
    private let expected = Mutex<[String?]>([])
    /// Files of this size in all are hashed before the first step of a resumed run.
    private static let smallTotal = 1 << 28

    /// - Parameters:
    ///   - paths: of each role in the order in which they are read.
    ///   - device: the GPU that computes, in a line; nil: the processor does.
    /// - Throws: `Failure` for a file that cannot be read.
    public init(_ paths: [(role: InputsRecord.Role, path: String)], device: String? = nil) throws {
        self.device = device
        files = try paths.map { role, path in
            let (samples, bytes) = try FileSamples.digest(of: path)
            return InputsRecord.File(role: role, path: path, bytes: bytes, samples: samples, sha256: nil)
        }
        whole = Mutex([String?](repeating: nil, count: files.count))
    }

    /// What a checkpoint says now.
    func record() -> InputsRecord {
        let known = whole.withLock { $0 }
        return InputsRecord(
            files: zip(files, known).map { file, digest in
                var file = file
                file.sha256 = digest
                return file
            },
            instructionSet: Kernels.preferred.rawValue, productLibrary: ComputeEngine.productLibrary, device: device,
            product: "\(ProductVersion.name) \(ProductVersion.current)")
    }

    /// Whether every byte of them is known by now.
    package var areHashed: Bool { whole.withLock { !$0.contains(nil) } }

    /// Begins to hash, beside everything else. A file that cannot be read any more stays unknown.
    func hashInBackground() {
        let thread = Thread { [self] in
            for number in files.indices where whole.withLock({ $0[number] }) == nil {
                guard let digest = try? FileHash.sha256(of: URL(filePath: files[number].path)).digest else { continue }
                whole.withLock { $0[number] = digest }
            }
        }
        thread.name = "orthosae inputs"
        thread.qualityOfService = .utility
        thread.start()
    }

    /// Holds the files against what a checkpoint says of them.
    ///
    /// - Returns: what else differs and changes bytes, in sentences.
    /// - Throws: `Failure(.badData)` naming the file that is another, or the files that are more or fewer.
    func compare(with saved: InputsRecord) throws -> [String] {
        for role in InputsRecord.Role.allCases {
            let before = saved.files.filter { $0.role == role }, now = files.filter { $0.role == role }
            guard before.count == now.count else {
                throw Failure(
                    .badData, "the run began with \(before.count) files of its \(role.rawValue), there are \(now.count)",
                    at: now.first?.path ?? before.first?.path, remedy: RunInputFiles.remedy)
            }
            for (old, new) in zip(before, now) where old.bytes != new.bytes || old.samples != new.samples {
                throw RunInputFiles.another(new, than: old)
            }
        }
        let digests = InputsRecord.Role.allCases.flatMap { role in saved.files.filter { $0.role == role }.map(\.sha256) }
        let order = InputsRecord.Role.allCases.flatMap { role in files.indices.filter { files[$0].role == role } }
        var known = [String?](repeating: nil, count: files.count)
        for (at, digest) in zip(order, digests) { known[at] = digest }
        expected.withLock { $0 = known }
        if files.reduce(0, { $0 + $1.bytes }) <= RunInputFiles.smallTotal {
            for number in files.indices {
                let digest = try FileHash.sha256(of: URL(filePath: files[number].path)).digest
                whole.withLock { $0[number] = digest }
            }
        }
        try check()
        return differences(from: saved)
    }

    /// - Throws: `Failure(.badData)` naming a file whose bytes are known by now to be others than the checkpoint's.
    func check() throws {
        let known = whole.withLock { $0 }, expected = expected.withLock { $0 }
        for (number, digest) in expected.enumerated() {
            if let digest, let now = known[number], digest != now { throw RunInputFiles.another(files[number], than: nil) }
        }
    }

    private static let processor = "the processor"

    private func differences(from saved: InputsRecord) -> [String] {
        let now = record()
        var notes: [String] = []
        func note(_ what: String, _ before: String, _ after: String) {
            if before != after {
                notes.append("\(what) was \(before) when the run began and is \(after) now: its bytes will be others")
            }
        }
        note("the instruction set", saved.instructionSet, now.instructionSet)
        note("the library of products", saved.productLibrary, now.productLibrary)
        note("what computes", saved.device ?? RunInputFiles.processor, now.device ?? RunInputFiles.processor)
        note("the program", saved.product, now.product)
        return notes
    }

    private static let remedy = "put the files back that the run began with, or start a new run"

    private static func another(_ file: InputsRecord.File, than old: InputsRecord.File?) -> Failure {
        let size = old.map { $0.bytes == file.bytes ? "" : " (\(file.bytes) bytes, not \($0.bytes))" } ?? ""
        return Failure(
            .badData, "is not the file that the run began with: its content is another\(size)", at: file.path,
            remedy: remedy)
    }
}
