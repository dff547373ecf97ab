#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where NVRTC and cuBLASLt may lie, in the order in which they are taken: the variable that names a file, the toolkit of
/// `CUDA_PATH` and `CUDA_HOME`, Python's wheels, what the loader knows, the toolkit's usual place.
package struct LibraryFinder {
    let environment: [String: String]
    /// Goes in front of the system's own folders; empty but in tests.
    let root: String

    package init(environment: [String: String], root: String = "") {
        self.environment = environment
        self.root = root
    }

    /// The file that the library's variable names; nil if it is not set.
    package func named(_ library: WantedLibrary) -> String? { value(library.variable) }

    /// What to try for a library of a major version: paths of files that are there, and the bare name for the loader.
    package func candidates(_ library: WantedLibrary, major: Int) -> [String] {
        let file = library.fileName(major: major)
        let present = { (folders: [String]) in folders.map { $0 + "/" + file }.filter(LibraryFinder.isFile) }
        return present(toolkits) + present(wheels(library)) + [file] + present([usual])
    }

    /// The folders looked in, for a message: those that are there.
    package func places(_ library: WantedLibrary) -> [String] {
        var seen = Set<String>()
        return (toolkits + wheels(library) + [usual]).filter { LibraryFinder.isFolder($0) && seen.insert($0).inserted }
    }

    /// Folders of libraries in the toolkits that the environment names.
    private var toolkits: [String] {
        ["CUDA_PATH", "CUDA_HOME"].compactMap(value).flatMap { toolkit in
            ["lib64", "lib", "targets/x86_64-linux/lib", "targets/sbsa-linux/lib"].map { toolkit + "/" + $0 }
        }
    }

    private var usual: String { root + "/usr/local/cuda/lib64" }

    /// Folders of libraries in Python's wheels: newest Python first, then one folder for all (13), then one each (12).
    private func wheels(_ library: WantedLibrary) -> [String] {
        var prefixes = ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap(value)
        if let home = value("HOME") { prefixes.append(home + "/.local") }
        prefixes += [root + "/usr/local", root + "/usr"]
        return prefixes.flatMap { prefix in
            pythons(in: prefix + "/lib").flatMap { python in
                ["site-packages", "dist-packages"].flatMap { packages in
                    ["cu13/lib", library.wheelFolder + "/lib"].map { "\(prefix)/lib/\(python)/\(packages)/nvidia/\($0)" }
                }
            }
        }
    }

    /// The folders `python3…` in a folder, highest number first. Debian's `python3` (no number) comes last.
    private func pythons(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var found: [(minor: Int, name: String)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) { String(cString: $0) }
            }
            guard name.hasPrefix("python3") else { continue }
            let rest = name.dropFirst("python3".count)
            if rest.isEmpty { found.append((-1, name)) } else if rest.first == ".", let minor = Int(rest.dropFirst()) { found.append((minor, name)) }
        }
        return found.sorted { $0.minor > $1.minor }.map(\.name)
    }

    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func isFile(_ path: String) -> Bool { access(path, R_OK) == 0 && !isFolder(path) }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
