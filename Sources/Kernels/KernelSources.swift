/// The device's kernels as text: what NVRTC is given. Each topic is a program of its own, the dialect in front.
public struct KernelSource: Sendable {
    /// The file's name without its ending.
    public let topic: String
    /// Complete: the dialect and the topic's own text.
    public let text: String
    /// The kernels in it, in the order of the text.
    public let kernels: [String]

    /// - Parameters:
    ///   - dialect: the text that goes in front.
    ///   - body: the topic's own text; kernels are what follows `KERNEL(`.
    init(topic: String, dialect: String, body: String) {
        self.topic = topic
        text = "#line 1 \"device.cuh\"\n\(dialect)\n#line 1 \"\(topic).cu\"\n\(body)"
        kernels = KernelSource.names(in: body)
    }

    /// The words behind `KERNEL(` at a line's beginning; the name may stand on the next line.
    static func names(in body: String) -> [String] {
        "\n\(body)".split(separator: "\nKERNEL(", omittingEmptySubsequences: false).dropFirst().map { part in
            String(part.drop { $0.isWhitespace }.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        }
    }
}

/// All topics. A new .cu file is listed here, in Package.swift as an embedded resource, and has its
/// Tests/DeviceFakes/kernels_<topic>.cpp.
public enum KernelSources {
    /// The text that goes in front of each topic.
    public static let dialect = String(decoding: PackageResources.device_cuh, as: UTF8.self)

    public static let all: [KernelSource] = [
        topic("elementwise", PackageResources.elementwise_cu),
        topic("selection", PackageResources.selection_cu),
        topic("order", PackageResources.order_cu),
        topic("entries", PackageResources.entries_cu),
        topic("latents", PackageResources.latents_cu),
        topic("rows", PackageResources.rows_cu),
        topic("reductions", PackageResources.reductions_cu),
        topic("marks", PackageResources.marks_cu),
        topic("random", PackageResources.random_cu),
        topic("transformer", PackageResources.transformer_cu),
        topic("losses", PackageResources.losses_cu),
        topic("decode", PackageResources.decode_cu),
        topic("gradient", PackageResources.gradient_cu),
        topic("adam", PackageResources.adam_cu),
        topic("competition", PackageResources.competition_cu),
        topic("blocks", PackageResources.blocks_cu),
        topic("priced", PackageResources.priced_cu),
        topic("chunks", PackageResources.chunks_cu),
    ]

    private static func topic(_ name: String, _ bytes: [UInt8]) -> KernelSource {
        KernelSource(topic: name, dialect: dialect, body: String(decoding: bytes, as: UTF8.self))
    }
}
