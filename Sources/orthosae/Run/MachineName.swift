import Foundation

/// The machine as a person would say it.
enum MachineName {
    /// Processor, number of them, system: `AMD EPYC 9R14, 2 processors, Debian GNU/Linux 13`.
    static var current: String {
        let info = ProcessInfo.processInfo
        let count = info.activeProcessorCount
        let parts = [processor, "\(count) processor\(count == 1 ? "" : "s")", info.operatingSystemVersionString]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// Linux tells it; elsewhere nil.
    private static var processor: String? {
        guard let data = FileManager.default.contents(atPath: "/proc/cpuinfo") else { return nil }
        let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
