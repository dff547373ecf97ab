import DeviceFakes
import Kernels
import Testing

/// The texts themselves.
struct KernelSourcesTests {
    @Test func everyKernelOfTheTextsIsEmulatedAndNoOther() {
        let named = KernelSources.all.flatMap(\.kernels)
        #expect(!named.isEmpty && Set(named).count == named.count)
        let emulated = (0..<emulation_kernel_count()).map { String(cString: emulation_kernel_name($0)) }
        #expect(Set(emulated.filter { !$0.hasPrefix("faulty_") && !$0.hasPrefix("check_") }) == Set(named))
    }

    /// Lines of a text without its comments.
    private func code(_ text: String) -> [Substring] {
        text.split(separator: "\n").map { line in line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line }
    }

    /// Words of a line: letters, digits and underscores.
    private func words(_ line: Substring) -> [Substring] { line.split { !$0.isLetter && !$0.isNumber && $0 != "_" } }

    /// Whatever rounds differently on a device than here, or in another order each time.
    private static let refused: Set<Substring> = [
        "exp", "expf", "exp2f", "log", "logf", "log2f", "log1p", "log1pf", "pow", "powf", "sin", "sinf", "cos", "cosf", "tanh", "tanhf",
        "erf", "erff", "rsqrt", "rsqrtf", "cbrtf", "hypotf", "fmod", "fmodf", "sincosf", "fdividef", "fminf", "fmaxf", "fmin", "fmax",
        "__expf", "__exp10f", "__logf", "__log2f", "__powf", "__sinf", "__cosf", "__tanhf", "__fdividef", "__frcp_rn", "__frsqrt_rn",
        "__saturatef", "printf", "include",
    ]

    @Test func noKernelCallsWhatDiffersFromDeviceToDevice() {
        for source in KernelSources.all {
            for line in code(source.text) {
                let found = words(line).filter { KernelSourcesTests.refused.contains($0) }
                #expect(found.isEmpty, "\(source.topic): \(line)")
            }
        }
    }

    /// Atomic operations of integers only: the emulation has no others to call, so a float one does not compile there.
    /// What a cast could still hide is refused here.
    @Test func noAtomicOperationIsOnFloats() {
        for source in KernelSources.all {
            for line in code(source.text) where line.contains("atomic") {
                #expect(!line.contains("float") && !line.contains("double"), "\(source.topic): \(line)")
            }
        }
    }

    @Test func namesAreThoseBehindTheMacro() {
        let names = KernelSources.all.first { $0.topic == "elementwise" }?.kernels ?? []
        #expect(names.first == "element_fill" && names.contains("element_add_scaled"))
        #expect(KernelSources.all.first { $0.topic == "random" }?.kernels == ["random_uniform"], "a name on its own line")
        let dialect = KernelSources.dialect
        #expect(dialect.hasPrefix("// The dialect") && KernelSources.all.allSatisfy { $0.text.contains(dialect) })
    }
}
