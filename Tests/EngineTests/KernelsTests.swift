import Engine
import Failures
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

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

    @Test func `ORTHOSAE_ISA chooses the path of an engine`() async {
        // In a process of its own: the variable is everybody's.
        await #expect(processExitsWith: .success) {
            setenv(Kernels.environmentVariable, "scalar", 1)
            precondition(ComputeEngine(threads: 1).isa == .scalar)
            // One that cannot be followed is passed over; `validateEnvironment` is what refuses it.
            setenv(Kernels.environmentVariable, "sse9", 1)
            precondition(ComputeEngine(threads: 1).isa != .scalar || Kernels.available == [.scalar])
            var refused = false
            do { try Kernels.validateEnvironment() } catch { refused = true }
            precondition(refused)
        }
    }

    @Test func `a path that this machine lacks is a programming error`() async {
        await #expect(processExitsWith: .failure) {
            let missing = Kernels.ISA.allCases.first { !Kernels.available.contains($0) }
            // x86 lacks NEON and arm lacks AVX2, so there always is one.
            if let missing { _ = ComputeEngine(threads: 1, isa: missing) }
        }
    }

    @Test func `operands whose shapes do not fit are a programming error`() async {
        await #expect(processExitsWith: .failure) {
            let a = Matrix(rows: 2, columns: 3), b = Matrix(rows: 3, columns: 2)
            ComputeEngine(threads: 1).add(a, b, into: a)
        }
        await #expect(processExitsWith: .failure) {
            let a = Matrix(rows: 2, columns: 3)
            ComputeEngine(threads: 1).gatherRows(a, [2], into: Matrix(rows: 1, columns: 3))
        }
        await #expect(processExitsWith: .failure) {
            ComputeEngine(threads: 1).addRow(
                Matrix(rows: 2, columns: 3), Matrix(rows: 1, columns: 2), into: Matrix(rows: 2, columns: 3))
        }
        // Too few of these would be read past their end.
        await #expect(processExitsWith: .failure) {
            let engine = ComputeEngine(threads: 1), latents = SparseLatents(columns: 3)
            engine.select(from: Matrix(rows: 1, columns: 3, elements: [1, 1, 1]), above: nil, into: latents)
            engine.gateValues(of: latents, above: Matrix(rows: 1, columns: 2), into: LatentValues())
        }
        await #expect(processExitsWith: .failure) {
            _ = ComputeEngine(threads: 1).squaresBeside(Matrix(rows: 3, columns: 2), rowMap: [0], rows: 3, Figures())
        }
        await #expect(processExitsWith: .failure) {
            _ = ComputeEngine(threads: 1).columnMeans(of: SparseLatents(columns: 3), rows: [4])
        }
    }
}
