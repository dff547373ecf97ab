/// NVRTC by itself, for architectures that need not be there: compiles kernels as a start on a device does, and says what the
/// assembler made of each.
package struct KernelInspection {
    private let nvrtc: NVRTCTable
    /// "13.5".
    package var version: String { nvrtc.shown }

    /// - Throws: `Library.Refusal`.
    package init(nvrtc path: String) throws { nvrtc = NVRTCTable(try Library(opening: path)) }

    /// One program for one architecture.
    package struct Outcome: Sendable {
        package let topic: String
        /// 90 for sm_90.
        package let architecture: Int
        package let image: [UInt8]
        /// What the compiler had to say, without the assembler's figures.
        package let remarks: String
        package let kernels: [KernelFigures]
        /// nil: it compiled.
        package let error: String?
        /// The key under which a start on such a device looks for it in the cache.
        package let key: String
    }

    /// All programs for all architectures, side by side on the machine's processors; by architecture, then in the texts' order.
    package func compile(_ texts: [KernelText], for architectures: [Int]) -> [Outcome] {
        inParallel(texts.count * architectures.count) { at in
            compile(texts[at % texts.count], for: architectures[at / texts.count], by: nvrtc.again())
        }
    }

    private func compile(_ text: KernelText, for architecture: Int, by nvrtc: NVRTCTable) -> Outcome {
        let options = KernelCompiler.options + ["--gpu-architecture=sm_\(architecture)"]
        var image: [UInt8] = [], log = "", error: String?
        do {
            let compiled = try nvrtc.compile(
                source: text.source, name: "\(text.name).cu", options: options + ["--ptxas-options=-v"], to: .cubin)
            (image, log) = (compiled.image, compiled.log)
        } catch let refusal as NVRTCTable.Refusal {
            (error, log) = (refusal.error, refusal.log)
        } catch let other {
            error = "\(other)"
        }
        let lines = log.split(separator: "\n").map(String.init)
        return Outcome(
            topic: text.name, architecture: architecture, image: image,
            remarks: lines.filter { !KernelFigures.isFigures($0) }.joined(separator: "\n"),
            kernels: KernelFigures.read(lines), error: error,
            key: KernelCompiler.key(of: text, by: nvrtc, options))
    }
}

/// What the assembler says of one kernel.
package struct KernelFigures: Sendable, Equatable {
    package let name: String
    /// Of each thread; this and the next two are -1 where the log does not say.
    package var registers = -1
    /// Bytes of each thread's stack.
    package var stack = -1
    /// Bytes of registers that are kept in memory, written and read.
    package var spills = -1
    /// Bytes of each block's shared memory, without what a launch adds.
    package var shared = 0

    /// Whether a line of the log belongs to the figures.
    static func isFigures(_ line: String) -> Bool {
let text = line.drop(while: \.isWhitespace)
        return text.isEmpty || text.hasPrefix("ptxas info") || text.hasPrefix("ptxas") && text.contains("bytes stack frame")
    }

    /// Lines as `ptxas --verbose` writes them: an entry function's name, its stack, its registers.
    static func read(_ lines: [String]) -> [KernelFigures] {
        var all: [KernelFigures] = []
        for line in lines where isFigures(line) {
            let words = line.split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
            /// The number before these words; nil where they are not there.
            func number(before next: String...) -> Int? {
                words.indices.first { words[$0...].dropFirst().starts(with: next) && Int(words[$0]) != nil }.flatMap { Int(words[$0]) }
            }
            if line.contains("Compiling entry function"), let name = line.split(separator: "'").dropFirst().first {
                all.append(KernelFigures(name: String(name)))
            }
            guard var last = all.popLast() else { continue }
            last.registers = number(before: "registers") ?? last.registers
            last.stack = number(before: "bytes", "stack") ?? last.stack
            if let written = number(before: "bytes", "spill", "stores"), let read = number(before: "bytes", "spill", "loads") {
                last.spills = written + read
            }
            last.shared = number(before: "bytes", "smem") ?? last.shared
            all.append(last)
        }
        return all
    }
}
