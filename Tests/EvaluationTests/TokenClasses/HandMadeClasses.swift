import Autoencoders
import Engine
import Evaluation
import Records

/// Ten tokens of which five are a class: a row is its token's direction, and the class' where it is in it. Every figure
/// can be counted by hand.
struct HandMadeClasses {
    static let width = 64, tokens = 10, each = 40
    static var rows: Int { tokens * each }
    static func token(_ row: Int) -> Int { row % tokens }
    static func isMember(_ row: Int) -> Bool { token(row) < 5 }

    /// Rows with property 0: the class, and property 1: every other row of each token.
    static func rows(labels: (Int) -> [Int] = { row in (isMember(row) ? [0] : []) + (row / tokens % 2 == 0 ? [1] : []) }) -> ClassRows {
        var properties = RowProperties(count: 2)
        for row in 0..<rows { properties.append(labels(row)) }
        let x = Matrix(
            rows: rows, columns: width,
            elements: (0..<rows).flatMap { row in
                (0..<width).map { $0 == 1 + token(row) || ($0 == 0 && isMember(row)) ? Float(1) : 0 }
            })
        return ClassRows(activations: x, properties: properties, members: (0..<rows).map { Int32(token($0)) })
    }

    static var settings: TokenClassSettings {
        var settings = TokenClassSettings()
        settings.members = 3
        settings.probeSteps = 150
        return settings
    }

    /// A ReLU SAE: latent 0 reads the class, latent 1 + t the token t. `change` makes it something else.
    static func sae(
        _ change: (_ encoder: inout [[Float]], _ decoder: inout [[Float]]) -> Void = { _, _ in }
    ) -> Autoencoder {
        var encoder = (0...tokens).map { latent in (0..<width).map { $0 == latent ? Float(1) : 0 } }
        var decoder = encoder
        change(&encoder, &decoder)
        var config = AutoencoderConfig()
        config.latents = encoder.count
        config.activation = .relu
        let sae = Autoencoder(configuration: config, width: width)
        sae.encoder.assign(encoder.flatMap(\.self))
        sae.decoder.assign(decoder.flatMap(\.self))
        return sae
    }

    /// The latents of some members stand for the class too, by `lean` of their row, and the class' latent is silent.
    static func absorbing(_ members: Range<Int> = 0..<1, lean: Float = 0.6) -> Autoencoder {
        sae { encoder, decoder in
            let own = (1 - lean * lean).squareRoot()
            for member in members {
                encoder[1 + member][1 + member] = 1 / own
                decoder[1 + member][0] = lean
                decoder[1 + member][1 + member] = own
                encoder[0][1 + member] = -10
            }
        }
    }

    static func side(_ engine: ComputeEngine, _ settings: TokenClassSettings = settings) -> ClassModelSide {
        ClassModelSide(choosing: rows(), testing: rows(), settings: settings, engine: engine) { _ in }
    }

    static func figures(_ sae: Autoencoder, _ engine: ComputeEngine) -> TokenClassFigures {
        TokenClassFigures(of: sae, on: side(engine), settings: settings, engine: engine)
    }
}

extension Autoencoder {
    /// With one latent's activations multiplied.
    func scaled(_ latent: Int, by factor: Float, _ engine: ComputeEngine) -> Autoencoder {
        let row = Matrix(rows: 1, columns: width)
        engine.scale(encoder.rows(latent..<latent + 1), by: factor, into: row)
        engine.copyRows(of: row, into: encoder, from: latent)
        return self
    }
}
