public import Foundation

/// Where the committed reference files lie: `Tests/Goldens`, or what `ORTHOSAE_GOLDENS` names where tests travel.
public enum Goldens {
    public static let folder =
        ProcessInfo.processInfo.environment["ORTHOSAE_GOLDENS"].map { URL(filePath: $0) }
        ?? URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Goldens")

    /// The file at a path below `Tests/Goldens`.
    public static func url(_ path: String) -> URL { folder.appending(path: path) }
}
