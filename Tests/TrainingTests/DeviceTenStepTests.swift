import Autoencoders
import Engine
import Records
import Testing
import Training

/// The ten golden steps on a device.
@Suite struct DeviceTenStepTests {
    @Test func `ten steps on a device are PyTorch's`() throws {
        let engine = try DeviceFixture.engine(.float32)
        for golden in TenStepTests.golden.cases { try TenStepTests().expectPyTorchs(golden, engine) }
    }

    /// By the distance moved: half of all matrices within the bound, each within five times that. A batch has 24 tokens: one entry of 960 that another rounding selects moves a latent's whole row.
    @Test(arguments: [Precision.tf32, .bf16])
    func `ten steps at a lower precision end near PyTorch's`(precision: Precision) throws {
        let engine = try DeviceFixture.engine(precision), bound = DeviceFixture.bound(precision)
        var shares: [Double] = []
        for golden in TenStepTests.golden.cases {
            let job = try TenStepTests.train(golden, engine)
            for (name, matrix) in TenStepTests.matrices(job.autoencoder) {
                let start = try #require(golden.start[name]), end = try #require(golden.end[name])
                let moved = DeviceFixture.distance(end, start)
                let off = DeviceFixture.distance(matrix.toArray().map { Double($0) }, end)
                #expect(off <= 5 * bound * moved, "\(golden.name) \(name): \(off / moved)")
                if moved > 0 { shares.append(off / moved) }
            }
        }
        #expect(shares.sorted()[shares.count / 2] <= bound)
    }
}
