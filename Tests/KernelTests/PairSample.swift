/// Pairs of latents that compete, as the engine stores them: by first latent, and mirrored.
struct PairSample {
    let latents: Int
    var starts: [Int64] = [0]
    var partners: [Int32] = []
    var coefficients: [Float] = []
    var mirrorStarts: [Int64] = []
    var mirrorPartners: [Int32] = []
    var mirrorPairs: [Int32] = []

    /// One possible pair in `every`; latent 1 has all of its higher partners, latent 0 none.
    init(latents: Int, every: Int = 5, seed: UInt64 = 21) {
        let chance = numbers(latents * latents, seed: seed)
        self.init(latents: latents) { i, j in
            let draw = chance[i * latents + j]
            return i == 1 || i > 0 && (draw + 1) * Float(every) < 2 ? abs(draw) + (j % 7 == 0 ? 1 : 0.1) : nil
        }
    }

    init(latents: Int, _ coefficient: (Int, Int) -> Float?) {
        self.latents = latents
        for i in 0..<latents {
            for j in i + 1..<max(i + 1, latents) {
                guard let c = coefficient(i, j) else { continue }
                partners.append(Int32(j))
                coefficients.append(min(1, c))
            }
            starts.append(Int64(partners.count))
        }
        for j in 0..<latents {
            mirrorStarts.append(Int64(mirrorPairs.count))
            for i in 0..<j {
                for p in of(i) where Int(partners[p]) == j {
                    mirrorPartners.append(Int32(i))
                    mirrorPairs.append(Int32(p))
                }
            }
        }
        mirrorStarts += [Int64(mirrorPairs.count), Int64(mirrorPairs.count)]
    }

    var count: Int { partners.count }
    func of(_ latent: Int) -> Range<Int> { Int(starts[latent])..<Int(starts[latent + 1]) }
    func mirrored(_ latent: Int) -> Range<Int> { Int(mirrorStarts[latent])..<Int(mirrorStarts[latent + 1]) }

    /// The slots of a kernel that reads all of them, dots between.
    struct Arrays {
        let starts: DeviceArray<Int64>, partners: DeviceArray<Int32>, coefficients: DeviceArray<Float>
        let mirrorStarts: DeviceArray<Int64>, mirrorPartners: DeviceArray<Int32>, mirrorPairs: DeviceArray<Int32>

        init(_ pairs: PairSample) {
            starts = DeviceArray(pairs.starts)
            partners = DeviceArray(pairs.partners)
            coefficients = DeviceArray(pairs.coefficients)
            mirrorStarts = DeviceArray(pairs.mirrorStarts)
            mirrorPartners = DeviceArray(pairs.mirrorPartners)
            mirrorPairs = DeviceArray(pairs.mirrorPairs)
        }
    }
}
