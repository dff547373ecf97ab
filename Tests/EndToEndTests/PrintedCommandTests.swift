import Foundation
import Testing

/// Every command that the program prints is run as it is printed, by a shell.
@Suite(.serialized) struct PrintedCommandTests {
    /// What stands behind "orthosae" in each line that suggests a command.
    static func commands(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            line.firstRange(of: "orthosae ").map { String(line[$0.lowerBound...]) }
        }.filter { command in
            ["train", "inspect", "encode", "evaluate", "report", "compare", "ablate", "competition"].contains {
                command.hasPrefix("orthosae \($0) ")
            }
        }
    }

    /// Runs the line in a shell that knows the program by its name.
    static func shell(_ line: String, in folder: URL) throws -> Command.Outcome {
        let script = "orthosae() { '\(Command.binary.path)' \"$@\"; }; \(line)"
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = folder
        let out = Pipe(), err = folder.appending(path: ".stderr-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: err.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: err) }
        process.standardOutput = out
        process.standardError = try FileHandle(forWritingTo: err)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return .init(
            status: process.terminationStatus, output: output,
            errors: String(decoding: try Data(contentsOf: err), as: UTF8.self))
    }

    /// The names of folders that a shell would take apart.
    static let folder = "Bo's runs & \"more\"", model = "a model's folder"

    private static func copyModel(to place: Workplace) throws {
        let resources = Command.binary.deletingLastPathComponent()
        let bundles = try FileManager.default.contentsOfDirectory(atPath: resources.path).filter { $0.hasSuffix("EmbeddedModel.resources") }
        let source = resources.appending(path: try #require(bundles.first)).appending(path: "gemma2-nano")
        try FileManager.default.copyItem(at: source, to: place.url.appending(path: model))
    }

    @Test func `what train, competition and report suggest`() throws {
        let place = try Workplace()
        try PrintedCommandTests.copyModel(to: place)
        let trained = try place.orthosae(
            tiny + ["--preset", "demo", "--model", PrintedCommandTests.model, "--out", PrintedCommandTests.folder])
        #expect(trained.status == 0, "\(trained.errors)")
        let competition = try place.orthosae("competition", PrintedCommandTests.folder)
        #expect(competition.status == 0, "\(competition.errors)")
        let report = try place.orthosae("report", PrintedCommandTests.folder)
        #expect(report.status == 0, "\(report.errors)")
        let printed = [trained, competition, report].flatMap { PrintedCommandTests.commands(in: $0.output + $0.errors) }
            .filter { !$0.contains("TEXTS") && !$0.contains("absorption") }
        #expect(printed.count >= 3, "\(printed)")
        for line in printed {
            let outcome = try PrintedCommandTests.shell(line, in: place.url)
            #expect(outcome.status == 0, "\(line): \(outcome.errors)")
        }
    }

    @Test func `what harvest suggests`() throws {
        let place = try Workplace()
        let harvest = try place.orthosae(
            "harvest", "--tokens", "20000", "--layer", "1", "--set", "data.held_out_rows=2", "--threads", "2", "--out",
            PrintedCommandTests.folder)
        #expect(harvest.status == 0, "\(harvest.errors)")
        let printed = PrintedCommandTests.commands(in: harvest.output)
        #expect(printed.count == 1)
        for line in printed {
            // In the size of a test; settings given last count.
            let outcome = try PrintedCommandTests.shell(line + " --latents 64 --threads 2 --out run", in: place.url)
            #expect(outcome.status == 0, "\(line): \(outcome.errors)")
        }
    }

    @Test func `what a stopped run suggests goes on from any folder`() throws {
        let place = try Workplace()
        let stopped = try Command.run(
            tiny + ["--tokens", "64000", "--out", PrintedCommandTests.folder], in: place.url
        ) { process in
            Command.wait(process) { place.exists(PrintedCommandTests.folder + "/events.jsonl") }
            process.terminate()
        }
        #expect(stopped.status == 143, "\(stopped.errors)")
        let line = try #require(PrintedCommandTests.commands(in: stopped.errors).first)
        let other = place.url.appending(path: "elsewhere")
        try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
        let outcome = try PrintedCommandTests.shell(line, in: other)
        #expect(outcome.status == 0, "\(line): \(outcome.errors)")
    }
}
