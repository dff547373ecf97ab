import Failures

/// The size of a step: width d, latents k, batch B.
public struct StepShape: Sendable, Equatable, Codable {
    public let name: String
    public let width: Int
    public let latents: Int
    public let batch: Int

    public init(name: String, width: Int, latents: Int, batch: Int) {
        precondition(width > 0 && latents > 0 && batch > 0, "a step of [\(batch), \(width)] x \(latents)")
        self.name = name
        self.width = width
        self.latents = latents
        self.batch = batch
    }

    /// Gemma-2-2B's residual stream and the dictionary of the paper's section 4; `--preset demo`; a dictionary of the
    /// usual size on GPT-2 small.
    public static let named = [
        StepShape(name: "paper", width: 2304, latents: 16_384, batch: 2048),
        StepShape(name: "demo", width: 256, latents: 4096, batch: 1024),
        StepShape(name: "gpt2", width: 768, latents: 24_576, batch: 2048),
    ]

    /// A name, or `d,k,B`.
    ///
    /// - Throws: `Failure(.usage)` for anything else, and for numbers no step can have.
    public init(_ text: String) throws {
        if let shape = StepShape.named.first(where: { $0.name == text }) {
            self = shape
            return
        }
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        let names = StepShape.named.map(\.name).joined(separator: ", ")
        guard parts.count == 3, numbers.count == 3 else {
            throw Failure(
                .usage, "there is no shape \(text.quoted)",
                remedy: "use \(names), or width,latents,batch as in 2304,16384,2048")
        }
        // Row numbers are 32 bits wide, and no machine that this runs on holds more than this.
        guard numbers.allSatisfy({ $0 >= 1 && $0 <= 1 << 24 }), numbers[0] * numbers[1] <= 1 << 34,
            numbers[1] * numbers[2] <= 1 << 34
        else {
            throw Failure(
                .usage, "a shape of \(text.quoted) is out of range",
                remedy: "give width, latents and batch from 1 on, no matrix of them larger than 2^34")
        }
        self.init(name: text, width: numbers[0], latents: numbers[1], batch: numbers[2])
    }
}
