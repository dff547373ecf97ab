package import CKernels
public import Failures
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The instruction sets that the kernels are compiled for, and which of them this machine can run.
public enum Kernels {
    /// One path through the kernels. The raw value is its name in `ORTHOSAE_ISA`.
    public enum ISA: String, Sendable, CaseIterable, Codable {
        case scalar, avx2, avx512, neon

        var code: Int32 {
            switch self {
            case .scalar: Int32(ck_isa_scalar.rawValue)
            case .avx2: Int32(ck_isa_avx2.rawValue)
            case .avx512: Int32(ck_isa_avx512.rawValue)
            case .neon: Int32(ck_isa_neon.rawValue)
            }
        }
    }

    /// The environment variable that names the path to use instead of the fastest.
    public static let environmentVariable = "ORTHOSAE_ISA"

    /// The paths that this build has and this machine runs (the processor has the instructions, and the system saves
    /// their registers). `scalar` is always among them.
    public static var available: [ISA] { ISA.allCases.filter { ck_kernels_for($0.code) != nil } }

    /// The path of an engine that names none: `ORTHOSAE_ISA` where it names an available one, else the fastest.
    /// A value that cannot be followed is passed over here; `validateEnvironment` is what reports it.
    public static var preferred: ISA {
        if let name = environmentValue, let isa = ISA(rawValue: name),
            available.contains(isa)
        {
            return isa
        }
        let best = ck_best_isa()
        return ISA.allCases.first { $0.code == best } ?? .scalar
    }

    /// Call once at the start of a program.
    /// - Throws: `Failure` (usage) when `ORTHOSAE_ISA` names no path, or one that this machine cannot run.
    public static func validateEnvironment() throws(Failure) {
        try validate(environmentValue)
    }

    private static var environmentValue: String? { getenv(environmentVariable).map { String(cString: $0) } }

    /// What `validateEnvironment` does with the variable's value.
    package static func validate(_ name: String?) throws(Failure) {
        guard let name else { return }
        let choices = available.map(\.rawValue).joined(separator: ", ")
        guard let isa = ISA(rawValue: name) else {
            throw Failure(
                .usage, "\(environmentVariable)=\(name.quoted) is no instruction set",
                remedy: "unset it or use one of \(choices)")
        }
        if !available.contains(isa) {
            throw Failure(
                .usage, "\(environmentVariable)=\(name.quoted) cannot run on this machine",
                remedy: "unset it or use one of \(choices)")
        }
    }

    /// A path's table; nil where it is not available.
    package static func table(_ isa: ISA) -> ck_kernels? { ck_kernels_for(isa.code)?.pointee }
}
