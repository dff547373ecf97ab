import Failures
import Records
import Testing

@Suite struct `prefixes of the latents` {
    @Test(arguments: [
        ("0.25,0.5", 16, [4, 8, 16]), ("4,8", 16, [4, 8, 16]), ("4,16", 16, [4, 16]), ("null", 16, [16]),
        // Shares round down, never to 0, and count once where they come to the same.
        ("0.01,0.02,0.5", 16, [1, 8, 16]),
    ])
    func `end where they say, and all of them are the last`(text: String, latents: Int, sizes: [Int]) throws {
        var config = RunConfig()
        let written = try SettingAssignment(argument: "matryoshka.prefixes=\(text)")
        try Setting.named(written.key).set(written.text, in: &config, at: nil)
        #expect(config.matryoshka.prefixes.sizes(latents: latents) == sizes)
    }

    @Test func `of dictionary_learning are groups of a 32nd, a 16th, an 8th, a quarter and the rest`() {
        let sizes = PrefixList.usual.sizes(latents: 4096)
        #expect(zip(sizes, [0] + sizes).map { $0 - $1 } == [128, 256, 512, 1024, 2176])
    }

    @Test func `beyond the latents are refused`() throws {
        var config = RunConfig()
        config.apply(architecture: .matryoshka)
        config.sae.latents = 1000
        config.matryoshka.prefixes = PrefixList([100, 1000])
        try config.validate()
        config.matryoshka.prefixes = PrefixList([100, 1001])
        let failure = #expect(throws: Failure.self) { try config.validate() }
        #expect(failure?.kind == .usage && failure?.what.contains("1001") == true)
    }

    @Test func `are written without losing anything`() throws {
        for list in [PrefixList([]), .usual, PrefixList([1, 2, 300]), PrefixList([0.1, 0.7])] {
            var config = RunConfig()
            config.matryoshka.prefixes = list
            let file = SettingsFile.write(config, heading: "test")
            var read = RunConfig()
            for one in try SettingsFile.parse(file, file: "f") {
                try Setting.named(one.key).set(one.text, in: &read, at: one.place)
            }
            #expect(read.matryoshka.prefixes == list)
        }
    }
}
