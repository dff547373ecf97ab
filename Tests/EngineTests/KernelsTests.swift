import Engine
import Failures
import Testing

@Suite struct KernelsTests {
    @Test func `the scalar path is always there and an engine can be made for every available one`() {
        #expect(Kernels.available.contains(.scalar))
        #expect(Kernels.available.contains(Kernels.preferred))
        for isa in Kernels.available { #expect(ComputeEngine(threads: 1, isa: isa).isa == isa) }
    }

    @Test func `a variable that names no path, or one this machine lacks, is a usage failure with the choices`() {
        #expect(throws: Never.self) { try Kernels.validate(nil) }
        for isa in Kernels.available { #expect(throws: Never.self) { try Kernels.validate(isa.rawValue) } }
        for name in ["", "AVX2", "sse9"] + Kernels.ISA.allCases.filter({ !Kernels.available.contains($0) }).map(\.rawValue) {
            do {
                try Kernels.validate(name)
                Issue.record("'\(name)' was accepted")
            } catch {
                #expect(error.kind == .usage && error.what.contains("'\(name)'"))
                #expect(error.remedy?.contains("scalar") == true)
            }
        }
    }
}
