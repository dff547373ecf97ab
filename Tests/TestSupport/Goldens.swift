public import Foundation

/// Where the committed reference files lie: `Tests/Goldens`.
public enum Goldens {
    public static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Goldens")

    /// The file at a path below `Tests/Goldens`.
    public static func url(_ path: String) -> URL { folder.appending(path: path) }
}
