#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A shared library opened while the program runs. It stays open until the process ends: the libraries opened here keep
/// threads and memory of their own that do not survive a close.
package struct Library: @unchecked Sendable {
    // `@unchecked Sendable`: a handle of the loader's, which any thread may use.
    private let handle: UnsafeMutableRawPointer
    /// The file, or the bare name that the loader found.
    package let path: String

    /// What the loader said of a library that it did not open.
    package struct Refusal: Error {
        package let text: String
    }

    /// - Throws: `Refusal`.
    package init(opening path: String) throws(Refusal) {
        guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw Refusal(text: dlerror().map { String(cString: $0) } ?? "it does not open")
        }
        self.handle = handle
        self.path = path
    }

    /// The file that a function comes from: what the loader made of a bare name.
    package func file(of symbol: String) -> String {
        // Glibc's module leaves `dladdr` out: it is no POSIX.
        typealias Ask = @convention(c) (UnsafeRawPointer, UnsafeMutablePointer<UnsafePointer<CChar>?>) -> Int32
        guard !path.contains("/"), let address = address(symbol), let ask = dlsym(nil, "dladdr") else { return path }
        // Dl_info: four addresses, the first that of the file's name.
        return withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: 4) { information in
            information.initialize(repeating: nil)
            guard let start = information.baseAddress, unsafeBitCast(ask, to: Ask.self)(address, start) != 0, let name = start.pointee
            else { return path }
            return String(cString: name)
        }
    }

    /// The address of a function by its name in the library; nil where there is none.
    func address(_ name: String) -> UnsafeMutableRawPointer? { dlsym(handle, name) }
}

/// A function of a library, looked up when it is first called and not before: a whole table looked up at the start would
/// refuse drivers that lack something nobody calls.
///
/// Not thread-safe; whoever owns it holds a lock.
struct Entry<Function> {
    let name: String
    private var found: Function?

    init(_ name: String) { self.name = name }

    /// nil where the library has no such function.
    mutating func callAsFunction(in library: Library) -> Function? {
        if found == nil, let address = library.address(name) {
            found = unsafeBitCast(address, to: Function.self)
        }
        return found
    }
}
