import Autoencoders
import Engine
import Evaluation
import Records
import Worlds

/// A world of eight orthogonal features in which everything can be counted by hand: feature 0 is a parent with children
/// 1 (on half of its tokens) and 2 (on a quarter), the others stand by themselves. All magnitudes are 1, no bias, no noise.
struct HandMadeWorld {
    static let width = 8
    let engine = ComputeEngine(threads: 1)
    let tokens: GroundTruthTokens

    /// 80 tokens: the parent on the first 40, child 1 on 20 of them, child 2 on 10; features 3 to 7 on every 3rd, 4th, ….
    init(parentWhere isThere: (Int) -> Bool = { _ in true }) {
        let width = HandMadeWorld.width
        let identity = Matrix(rows: width, columns: width, elements: (0..<width * width).map { $0 % (width + 1) == 0 ? 1 : 0 })
        let features = WorldFeatures(
            directions: identity, bias: Matrix(rows: 1, columns: width), noise: 0,
            parents: [-1, 0, 0, -1, -1, -1, -1, -1], shares: [0, 0.5, 0.25, 0, 0, 0, 0, 0])
        var elements: [Float] = []
        for token in 0..<80 {
            var row = [Float](repeating: 0, count: width)
            if token < 40, isThere(token) {
                row[0] = 1
                if token < 20 { row[1] = 1 } else if token < 30 { row[2] = 1 }
            }
            for feature in 3..<width where token % feature == 0 { row[feature] = 1 }
            elements += row
        }
        let truth = SparseLatents(rows: 80, columns: width, elements: elements)
        tokens = GroundTruthTokens(
            features, activations: Matrix(rows: 80, columns: width, elements: elements), truth: truth, engine: engine)
    }

    /// A ReLU SAE with a latent for each feature, which is that feature; `change` makes it something else. Rows of
    /// `[F, d]`.
    func sae(
        latents: Int = HandMadeWorld.width,
        _ change: (_ encoder: inout [[Float]], _ decoder: inout [[Float]], _ bias: inout [Float]) -> Void = { _, _, _ in }
    ) -> Autoencoder {
        let width = HandMadeWorld.width
        var encoder = (0..<latents).map { latent in (0..<width).map { $0 == latent % width ? Float(1) : 0 } }
        var decoder = encoder, bias = [Float](repeating: 0, count: latents)
        change(&encoder, &decoder, &bias)
        var config = AutoencoderConfig()
        config.latents = latents
        config.activation = .relu
        let sae = Autoencoder(configuration: config, width: width)
        sae.encoder.assign(encoder.flatMap(\.self))
        sae.decoder.assign(decoder.flatMap(\.self))
        sae.encoderBias.assign(bias)
        return sae
    }

    func figures(_ sae: Autoencoder) -> GroundTruthFigures { GroundTruthFigures(of: sae, on: tokens, engine: engine) }

    /// An SAE in which latent 1 stands for child 1 and a share of its parent, and the parent's latent is silent with it.
    ///
    /// - Parameter lean: w_1·u_0.
    func absorbing(lean: Float) -> Autoencoder {
        let own = (1 - lean * lean).squareRoot()
        return sae { encoder, decoder, _ in
            decoder[1] = [lean, own] + [Float](repeating: 0, count: 6)
            // f_1 = 1/own on the child's tokens, so that the child itself is whole.
            encoder[1] = [0, 1 / own] + [Float](repeating: 0, count: 6)
            encoder[0][1] = -10
        }
    }
}
