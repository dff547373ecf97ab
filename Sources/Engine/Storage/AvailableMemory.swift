#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How much memory this process can still have: the least of what the machine has free, what its control groups allow
/// and what limits on its address space leave (`ulimit -v`, `ulimit -d`).
public struct AvailableMemory: Sendable, Equatable {
    public let bytes: Double
    /// What sets the bound, for a message: "the machine's free memory".
    public let bound: String

    package init(bytes: Double, bound: String) {
        self.bytes = bytes
        self.bound = bound
    }

    /// As it is now.
    public static var now: AvailableMemory {
        #if os(Linux)
        let bounds = [
            free, groupLeft, spaceLeft(RLIMIT_AS, "VmSize:", "the limit on address space, ulimit -v"),
            spaceLeft(RLIMIT_DATA, "VmData:", "the limit on data, ulimit -d"),
        ].compactMap { $0 }
        #else
        let bounds = [
            AvailableMemory(
                bytes: Double(sysconf(_SC_PHYS_PAGES)) * Double(sysconf(_SC_PAGESIZE)), bound: "the machine's memory")
        ]
        #endif
        return bounds.min { $0.bytes < $1.bytes } ?? AvailableMemory(bytes: .infinity, bound: "nothing")
    }

    #if os(Linux)
    /// What is free or can be taken back, and swap.
    private static var free: AvailableMemory? {
        let lines = text("/proc/meminfo")
        guard let memory = kilobytes("MemAvailable:", in: lines) else { return nil }
        return AvailableMemory(
            bytes: 1024 * (memory + (kilobytes("SwapFree:", in: lines) ?? 0)), bound: "the machine's free memory")
    }

    /// The least that this process' control group and those above it leave; version 2, or version 1's own hierarchy.
    private static var groupLeft: AvailableMemory? {
        var least: Double?
        for line in text("/proc/self/cgroup").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3, parts[1].isEmpty || parts[1].split(separator: ",").contains("memory") else {
                continue
            }
            let isFirst = !parts[1].isEmpty
            let root = isFirst ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup"
            var path = String(parts[2])
            while true {
                let folder = root + (path == "/" ? "" : path)
                let limit = number(folder + (isFirst ? "/memory.limit_in_bytes" : "/memory.max"))
                let used = number(folder + (isFirst ? "/memory.usage_in_bytes" : "/memory.current"))
                // Version 1 says nearly 2^63 for no limit.
                if let limit, let used, limit < 0x1p60 {
                    // Pages of files count as used, and are given back when they are wanted.
                    let stat = text(folder + "/memory.stat")
                    let files = value(isFirst ? "total_inactive_file" : "inactive_file", in: stat) ?? 0
                    least = min(least ?? .infinity, max(0, limit - max(0, used - files)))
                }
                guard path.count > 1, let slash = path.lastIndex(of: "/") else { break }
                path = String(path[..<slash])
                if path.isEmpty { path = "/" }
            }
        }
        return least.map { AvailableMemory(bytes: $0, bound: "the limit on memory of its control group") }
    }

    private static func spaceLeft(
        _ resource: __rlimit_resource, _ used: String, _ bound: String
    ) -> AvailableMemory? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max,
            let kilobytes = kilobytes(used, in: text("/proc/self/status"))
        else { return nil }
        return AvailableMemory(bytes: max(0, Double(limit.rlim_cur) - 1024 * kilobytes), bound: bound)
    }

    /// A small file's text; empty where it cannot be read.
    private static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = [], part = [UInt8](repeating: 0, count: 16384)
        while bytes.count < 1 << 20 {
            let count = read(file, &part, part.count)
            if count <= 0 { break }
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func number(_ path: String) -> Double? { Double(text(path).filter { !$0.isWhitespace }) }

    /// The number of a line that begins with `name`.
    private static func value(_ name: String, in text: String) -> Double? {
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count >= 2, words[0] == name { return Double(words[1]) }
        }
        return nil
    }

    private static func kilobytes(_ name: String, in text: String) -> Double? { value(name, in: text) }
    #endif
}
