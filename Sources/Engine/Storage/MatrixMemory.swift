#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where a matrix keeps its elements: zeros, aligned to 64 bytes.
///
/// Large ones are mapped by themselves: they take memory only where they are written, in pages of 2 MiB where the
/// system has them. A gather from a matrix of 150 MB touches a page or two for each row, far more than a processor
/// remembers the places of; of large pages it remembers all (Guides/Performance.md).
struct MatrixMemory {
    let base: UnsafeMutableRawPointer
    /// Bytes of the mapping; 0: not one.
    private let mapped: Int

    static let alignment = 64
    /// Bytes of a large page, and from how many on a matrix is mapped.
    private static let page = 2 << 20, mappedFrom = 4 << 20

    init(bytes: Int) {
        if bytes >= MatrixMemory.mappedFrom, let (place, length) = MatrixMemory.map(bytes) {
            base = place
            mapped = length
        } else {
            base = EngineMemory.allocate(bytes: bytes)
            base.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
            mapped = 0
        }
    }

    func free() {
        if mapped > 0 { munmap(base, mapped) } else { EngineMemory.free(base) }
    }

    /// A mapping that begins at a multiple of the page; nil where the system has none to give.
    private static func map(_ bytes: Int) -> (UnsafeMutableRawPointer, Int)? {
        guard bytes <= Int.max - 2 * page else { return nil }
        let length = (bytes + page - 1) / page * page
        let wanted = length + page
        #if canImport(Glibc)
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        #else
        let flags = MAP_PRIVATE | MAP_ANON
        #endif
        guard let whole = mmap(nil, wanted, PROT_READ | PROT_WRITE, flags, -1, 0), whole != MAP_FAILED else { return nil }
        // What lies before and after the aligned part goes back at once.
        let before = (page - Int(bitPattern: whole) % page) % page
        if before > 0 { munmap(whole, before) }
        if wanted - before - length > 0 { munmap(whole + before + length, wanted - before - length) }
        let base = whole + before
        #if os(Linux)
        madvise(base, length, MADV_HUGEPAGE)
        #endif
        return (base, length)
    }
}
