#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Storage of matrices and lists, and what happens where the system has none to give.
///
/// Work is refused before it begins where its memory is not there (`MemoryNeed`). What comes here all the same has no
/// caller that could go on: the program says so in a sentence and ends with exit code 1, without a trap and its pages
/// of addresses. What is on the disk is whole, because everything there is written aside and renamed.
enum EngineMemory {
    /// Aligned to 64 bytes; not cleared.
    static func allocate(bytes: Int) -> UnsafeMutableRawPointer {
        var base: UnsafeMutableRawPointer?
        guard posix_memalign(&base, MatrixMemory.alignment, max(1, bytes)) == 0, let base else { fail(bytes) }
        return base
    }

    /// Room for so many elements; not initialised.
    static func allocate<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
        let (bytes, overflow) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
        if overflow { fail(.max) }
        return allocate(bytes: bytes).bindMemory(to: Element.self, capacity: max(1, count))
    }

    static func free(_ base: UnsafeMutableRawPointer) {
        #if canImport(Glibc)
        Glibc.free(base)
        #else
        Darwin.free(base)
        #endif
    }

    /// Bytes of a matrix of float32.
    static func bytes(rows: Int, columns: Int) -> Int {
        let (count, first) = rows.multipliedReportingOverflow(by: columns)
        let (bytes, second) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
        if first || second { fail(.max) }
        return bytes
    }

    static func fail(_ bytes: Int) -> Never {
        let sentence =
            "orthosae: the system has no memory for another \(bytes == .max ? "2^63" : "\(bytes)") bytes; use smaller sizes "
            + "(sae.latents, data.batch, fewer SAEs at once), or raise the limit (ulimit -v, the container's memory)\n"
        Array(sentence.utf8).withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
        _exit(1)
    }
}
