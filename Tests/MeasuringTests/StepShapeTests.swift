import Failures
import Measuring
import Testing

@Suite struct `A step's shape` {
    @Test func `has a name, or three numbers`() throws {
        let paper = try StepShape("paper"), own = try StepShape("8,16,32")
        #expect(paper.width == 2304 && paper.latents == 16_384 && paper.batch == 2048)
        #expect(own.width == 8 && own.latents == 16 && own.batch == 32)
    }

    @Test(arguments: ["", "big", "1,2", "1,2,3,4", "0,2,3", "1,-2,3", "a,2,3", "16777216,16777216,1"])
    func `is refused otherwise`(text: String) {
        let failure = #expect(throws: Failure.self) { try StepShape(text) }
        #expect(failure?.kind == .usage)
    }

    @Test func `cannot have more firing latents than there are`() throws {
        let shape = try StepShape("8,16,32")
        #expect(throws: Failure.self) {
            try StepCase(shape: shape, architecture: .standard, sparsity: .latents(17)).validate()
        }
        #expect(throws: Failure.self) {
            try StepCase(shape: shape, architecture: .standard, sparsity: .half, firing: .inverse).validate()
        }
        try StepCase(shape: shape, architecture: .standard, sparsity: .latents(16)).validate()
    }
}
