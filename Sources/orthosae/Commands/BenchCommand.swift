public import ArgumentParser
import Engine
import Failures
import Foundation
import Measuring
import Records

extension StepCase.Architecture: ExpressibleByArgument {}
extension StepCase.Firing: ExpressibleByArgument {}
extension StepCase.Form: ExpressibleByArgument {}
extension CompetitionCoefficient: ExpressibleByArgument {}

/// `orthosae bench`.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures the SAE step, the model forward and the tokenizer against what this machine can do.",
        discussion: """
            What is measured is the real step and optimiser on random inputs, with biases under which the L0 asked for \
            fires. Each round measures the machine's float32 product and memory rates, the encoder product alone and \
            the whole step once, stage by stage; a warm-up round goes before. Ratios are taken within a round and \
            their median is printed, so that a machine that changes its speed changes both sides.

            A stage's floor is what its shapes demand: its multiply-adds at the rate of the machine's own large \
            product, or its bytes, each crossing memory once, at the memory rate, whichever takes longer. 'x product' \
            is the time over that of the encoder product x W_e^T of the same shape, the floor of a step.

            'orthogonal' is 'standard' with the competition term: it is measured with the term on and off, and says \
            how many pairs survive θ, what the term adds, and how long reading the surviving pairs' decoder rows takes.

            On a GPU a round takes the mean of ten of each, waiting for the device before the first and after the last; \
            products, the machine's own too, have the precision that --precision names. Stages are those of one more \
            step, which waits at the end of each: their sum is more than the step.

            Shapes: paper (2304,16384,2048), demo (256,4096,1024), gpt2 (768,24576,2048), or width,latents,batch. \
            L0: numbers, or half: every latent on half of the tokens, as at the start of training.

            EXAMPLES
              orthosae bench
              orthosae bench --shape paper --architecture standard topk --l0 10,40,100,300 --stages step
              orthosae bench --architecture orthogonal --firing inverse --theta 0.3 --l0 100 --stages step
              orthosae bench --architecture orthogonal --coefficient potential --stages step
              orthosae bench --shape paper --architecture orthogonal --coefficient priced --l0 100 --stages step
              orthosae bench --architecture orthogonal --l0 half --theta 0.7 --stages step --json
              orthosae bench --stages forward --model gemma-2-2b --layer 12 --tokens 2048
              orthosae bench --shape paper --sweep k --l0 100 --stages step
              orthosae bench --device cuda --precision bf16 --shape paper --stages step
            """)

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Step shapes: paper, demo, gpt2, or width,latents,batch.", valueName: "shape"))
    var shape = ["demo"]

    @Option(parsing: .upToNextOption, help: "What the step trains: standard, topk, batchtopk, jumprelu, orthogonal.")
    var architecture: [StepCase.Architecture] = [.standard]

    @Option(help: ArgumentHelp("Latents that fire on a token, with commas; 'half' of all.", valueName: "list"))
    var l0 = "40,100"

    @Option(help: "How often each latent fires: all equally, or latent i as 1/i.")
    var firing = StepCase.Firing.uniform

    @Option(help: ArgumentHelp("θ of the competition term.", valueName: "x"), transform: OptionNumber.share)
    var theta: Float = 0.3

    @Option(help: "How the competition term measures competition: cosine, containment, potential, one, priced.")
    var coefficient = CompetitionCoefficient.cosine

    @Option(help: "The form that latents are held in: sparse or dense; otherwise what the step chooses by their number.")
    var form: StepCase.Form?

    @Option(help: "Many steps: 'k', the latents, from 4,096 to 65,536; or 'l0', from 10 to 300.")
    var sweep: StepSweep?

    @Option(help: ArgumentHelp("step, forward, harvest, tokenizer; several with commas.", valueName: "list"))
    var stages = "step,forward,harvest,tokenizer"

    @Option(
        help: ArgumentHelp(
            "The model's folder or GGUF file for forward, harvest and tokenizer; otherwise the embedded one. For the "
                + "tokenizer alone a tokenizer.json will do.", valueName: "dir"))
    var model: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Text for harvest and tokenizer; otherwise the embedded corpus.", valueName: "file"))
    var corpus: [String] = []

    @Flag(name: .customLong("no-bos"), help: "Read text without BOS.")
    var noBOS = false

    @Option(
        help: ArgumentHelp("The layer after which the forward pass ends.", valueName: "n"),
        transform: OptionNumber.whole(0...10_000))
    var layer = 3

    @Option(
        help: ArgumentHelp("Tokens in a forward pass, in rows of 128.", valueName: "n"),
        transform: OptionNumber.whole(1...1 << 24))
    var tokens = 2048

    @Option(
        help: ArgumentHelp(
            "Rows of the square product that the machine's rate is taken from; otherwise 3072, 8192 on a GPU.", valueName: "n"),
        transform: OptionNumber.whole(16...16_384))
    var product: Int?

    @Option(
        help: ArgumentHelp(
            "Bytes that the memory rates are taken from, in MiB; otherwise 128, 1024 on a GPU.", valueName: "n"),
        transform: OptionNumber.whole(1...16_384))
    var memory: Int?

    @Option(help: ArgumentHelp("Rounds that count.", valueName: "n"), transform: OptionNumber.whole(1...1_000_000))
    var repeats = 5

    @OptionGroup var compute: ComputeOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let session = try BenchSession(self)
        let result = try session.run { Terminal.say($0) }
        Terminal.print(json ? try BenchReport.json(result) : BenchReport.text(result))
    }
}

extension StepSweep: ExpressibleByArgument {}
