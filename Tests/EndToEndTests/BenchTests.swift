import Foundation
import Testing

/// `orthosae bench` as a user runs it, on shapes that take milliseconds.
@Suite struct `Bench` {
    private let quick = ["bench", "--shape", "32,256,64", "--product", "64", "--repeats", "2", "--threads", "2"]

    private func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `gives every stage of a step in seconds, against its floor and against the product`() throws {
        let outcome = try Workplace().orthosae(
            quick + ["--stages", "step", "--architecture", "standard", "orthogonal", "--l0", "8,half", "--json"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let result = try object(outcome.output)
        #expect(result["threads"] as? Int == 2)
        let steps = try #require(result["steps"] as? [[String: Any]])
        #expect(steps.map { $0["path"] as? String } == ["sparse", "dense", "sparse", "dense"])
        for step in steps {
            let machine = try #require(step["machine"] as? [String: [String: Double]])
            for rate in ["gigaflops", "read_gigabytes", "copy_gigabytes"] {
                #expect((machine[rate]?["median"] ?? 0) > 0, "\(rate)")
            }
            let work = try #require(step["work"] as? [[String: Any]])
            #expect(work.first?["name"] as? String == "product" && work.last?["name"] as? String == "step")
            for one in work {
                let seconds = try #require(one["seconds"] as? [String: Double])
                #expect((seconds["median"] ?? 0) > 0)
                #expect((one["over_product"] as? Double ?? 0) > 0)
                #expect(one["name"] as? String == "finish" || (one["over_floor"] as? Double ?? 0) > 0)
            }
        }
        #expect(steps[0]["competition"] == nil)
        let term = try #require(steps[2]["competition"] as? [String: Any])
        #expect(term["surviving_pairs"] is Int && term["added_share"] is Double && term["stage_share"] is Double)
    }

    @Test func `measures the embedded model, the harvest and the tokenizer`() throws {
        let outcome = try Workplace().orthosae(
            quick + ["--stages", "forward,harvest,tokenizer", "--layer", "0", "--tokens", "128", "--json"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let models = try #require(object(outcome.output)["models"] as? [[String: Any]])
        #expect(models.map { $0["kind"] as? String } == ["forward", "harvest", "tokenizer"])
        for model in models { #expect((model["tokens_per_second"] as? Double ?? 0) > 0) }
        #expect((models[0]["share_of_product_rate"] as? Double ?? 0) > 0)
    }

    @Test func `sweeps in a table, a line for each size`() throws {
        let outcome = try Workplace().orthosae(
            ["bench", "--shape", "8,512,16", "--product", "64", "--repeats", "1", "--stages", "step", "--sweep", "l0"])
        try #require(outcome.status == 0, "\(outcome.errors)")
        let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("| 8 | 512 | 16 |") }
        #expect(lines.count == 8)
        #expect(outcome.output.contains("x product") && outcome.output.contains("GFLOP/s"))
    }

    @Test(arguments: [
        ["--shape", "huge"], ["--shape", "1,2"], ["--l0", "0"], ["--l0", "10,few"], ["--l0", "257"],
        ["--stages", "step,lunch"], ["--repeats", "0"], ["--theta", "1"], ["--architecture", "dense"],
        ["--sweep", "d"], ["--layer", "99"], ["--product", "1"], ["--l0", "half", "--firing", "inverse"],
    ])
    func `refuses what it cannot measure, before measuring, with exit code 64`(options: [String]) throws {
        let outcome = try Workplace().orthosae(quick + options)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
        #expect(!outcome.errors.contains("step: "))
    }

    @Test func `says which model folder is missing`() throws {
        let outcome = try Workplace().orthosae("bench", "--stages", "forward", "--model", "gone")
        #expect(outcome.status == 66 && outcome.lastError.contains("gone"))
    }
}
