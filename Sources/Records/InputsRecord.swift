/// `inputs.json` of a checkpoint: what a run reads, by content, and on what it computes.
///
/// A run that is resumed must go on with the same text, weights or activations: of the same bytes, wherever they lie.
public struct InputsRecord: Codable, Sendable, Equatable {
    /// What a file is to the run.
    public enum Role: String, Codable, Sendable, CaseIterable {
        case model, corpus, activations
    }

    /// One file.
    public struct File: Codable, Sendable, Equatable {
        public var role: Role
        /// Where it lay.
        public var path: String
        public var bytes: Int
        /// SHA-256 of pieces of it: the first and last MiB and some between.
        public var samples: String
        /// SHA-256 of all of it; nil while that was being computed.
        public var sha256: String?

        public init(role: Role, path: String, bytes: Int, samples: String, sha256: String?) {
            self.role = role
            self.path = path
            self.bytes = bytes
            self.samples = samples
            self.sha256 = sha256
        }
    }

    /// Of each role in the order in which they are read.
    public var files: [File]
    /// `avx512`, `avx2`, `neon` or `scalar`: another gives other bytes.
    public var instructionSet: String
    /// What computed products, as "OpenBLAS (Haswell)": another gives other bytes.
    public var productLibrary: String
    /// The GPU, its driver and libraries (`DeviceDescription.summary`); nil: the processor computed.
    public var device: String?
    /// Name and version of the program.
    public var product: String

    public init(
        files: [File], instructionSet: String, productLibrary: String, device: String? = nil, product: String
    ) {
        self.device = device
        self.files = files
        self.instructionSet = instructionSet
        self.productLibrary = productLibrary
        self.product = product
    }

    private enum CodingKeys: String, CodingKey {
        case files, instructionSet = "instruction_set", productLibrary = "product_library", device, product
    }
}
