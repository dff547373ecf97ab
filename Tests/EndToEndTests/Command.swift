import Foundation
import Testing

/// The built binary, run as a user runs it.
enum Command {
    /// How a run ended.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The last line on standard error: what a failure said.
        var lastError: String { errors.split(separator: "\n").last.map(String.init) ?? "" }
    }

    /// Beside the test bundle, where the package manager puts both.
    static let binary: URL = {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        let folder = bundle.map { $0.bundleURL.deletingLastPathComponent() } ?? Bundle.main.bundleURL
        return folder.appending(path: "orthosae")
    }()

    /// Runs it to its end in `folder`.
    ///
    /// - Parameters:
    ///   - shell: commands that a shell runs first, in the same process: `ulimit -f 100`.
    ///   - environment: variables beside those of the tests.
    ///   - meanwhile: gets the running process; for sending signals.
    static func run(
        _ arguments: [String], in folder: URL, shell: String? = nil, environment: [String: String] = [:],
        meanwhile: (Process) throws -> Void = { _ in }
    ) throws -> Outcome {
        let process = Process()
        if let shell {
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", shell + "; exec \"$0\" \"$@\"", binary.path] + arguments
        } else {
            process.executableURL = binary
            process.arguments = arguments
        }
        process.currentDirectoryURL = folder
        // What is expected of `--device auto` here is the processor's, on a machine with a GPU too.
        // And nothing is ever asked of a network.
        let ours = ["CUDA_VISIBLE_DEVICES": "", "HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": folder.appending(path: "hub-cache").path]
        process.environment = ProcessInfo.processInfo.environment.merging(ours) { $1 }.merging(environment) { $1 }
        // Files rather than pipes: a full pipe that nobody reads would stop the program.
        let out = folder.appending(path: ".stdout-\(UUID().uuidString)")
        let err = folder.appending(path: ".stderr-\(UUID().uuidString)")
        for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        defer { for file in [out, err] { try? FileManager.default.removeItem(at: file) } }
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        try meanwhile(process)
        process.waitUntilExit()
        // A process killed by a signal reports the signal's number; shells add 128 to it.
        let killed = process.terminationReason == .uncaughtSignal
        return Outcome(
            status: process.terminationStatus + (killed ? 1000 : 0),
            output: String(decoding: try Data(contentsOf: out), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }
}

extension Command {
    /// Waits until something is so of a running command; false where it ended without. However long that takes: on a machine that
    /// does other things too, a bound would tell of those.
    @discardableResult
    static func wait(_ process: Process, until isSo: () throws -> Bool) rethrows -> Bool {
        while true {
            let isRunning = process.isRunning
            if try isSo() { return isRunning }
            if !isRunning { return false }
            usleep(2_000)
        }
    }

    /// Waits until a running command has said something on standard error; false where it ended without.
    static func hasSaid(_ words: String, _ process: Process, in folder: URL) throws -> Bool {
        try wait(process) {
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix(".stderr-") }
            return try files.contains { try String(contentsOf: folder.appending(path: $0), encoding: .utf8).contains(words) }
        }
    }

    /// Runs `body` while the command does nothing: what is tried of a command at work finds it there, however fast it is.
    static func whileStopped(_ process: Process, _ body: () throws -> Void) rethrows {
        kill(process.processIdentifier, SIGSTOP)
        defer { kill(process.processIdentifier, SIGCONT) }
        try body()
    }
}

/// A folder of its own for one test, removed with it.
final class Workplace {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "orthosae-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    func write(_ text: String, to name: String) throws -> String {
        try text.write(to: url.appending(path: name), atomically: true, encoding: .utf8)
        return path(name)
    }

    func data(_ name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

    /// Everything in it but what the test itself hid, by path.
    var files: [String] {
        let all = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
        return all.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".std") } }.sorted()
    }

    /// Runs the program here.
    func orthosae(
        _ arguments: String..., shell: String? = nil, meanwhile: (Process) throws -> Void = { _ in }
    ) throws -> Command.Outcome {
        try Command.run(arguments, in: url, shell: shell, meanwhile: meanwhile)
    }

    func orthosae(_ arguments: [String], shell: String? = nil) throws -> Command.Outcome {
        try Command.run(arguments, in: url, shell: shell)
    }
}

/// A training run of a second: the embedded model, few and narrow steps.
let tiny = [
    "train", "--threads", "2", "--latents", "64", "--tokens", "2560", "--layer", "1",
    "--set", "data.batch=64", "--set", "data.held_out_rows=2", "--set", "data.buffer=512",
    "--set", "record.checkpoint_every=0",
]
