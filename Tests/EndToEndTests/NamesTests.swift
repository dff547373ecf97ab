import Files
import Foundation
import Records
import Testing

/// Guides/Names.md: where two commands use one name, they say one value.
@Suite struct `One name` {
    private func object(_ text: String) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `has one value in train, inspect and competition`() throws {
        let place = try Workplace()
        let run = try place.orthosae(
            tiny + ["--set", "record.competition_every=1", "--set", "record.event_every=1", "--out", "run", "--json"])
        try #require(run.status == 0, "\(run.errors)")
        let trained = try object(run.output)
        let inspected = try object(place.orthosae("inspect", "run", "--json").output)
        let sae = try object(place.orthosae("inspect", "run/sae", "--json").output)
        let competition = try place.orthosae("competition", "run")
        try #require(competition.status == 0, "\(competition.errors)")
        let report = try JSONCoding.read(CompetitionReport.self, from: place.data("run/competition.json"), as: "run")
        let latents = try place.data("run/latents.jsonl").split(separator: UInt8(ascii: "\n")).map {
            try JSONCoding.read(LatentRecord.self, from: Data($0), as: "latents")
        }
        let last = try #require(place.data("run/events.jsonl").split(separator: UInt8(ascii: "\n")).last)
        let event = try JSONDecoder().decode(TrainEvent.self, from: Data(last))

        // Every name that two of them share, whatever it is.
        let shared = Set(trained.keys).intersection(inspected.keys)
        #expect(shared.isSuperset(of: ["alive_in_training", "alive_on_held_out_tokens", "latents", "architecture", "hook"]))
        let differing = shared.filter { "\(trained[$0] ?? "")" != "\(inspected[$0] ?? "")" && $0 != "seconds" }
        #expect(differing.isEmpty, "\(differing)")
        #expect(sae["alive_on_held_out_tokens"] as? Double == trained["alive_on_held_out_tokens"] as? Double)

        // Against the files.
        #expect(event.aliveFraction == inspected["alive_in_training"] as? Double)
        #expect(event.competition?.pairs == inspected["pairs_in_a_training_batch"] as? Int)
        // Foundation's two readers of JSON differ in the last bit.
        let loss = try #require(inspected["loss"] as? Double)
        #expect(abs(event.losses.total - loss) <= 1e-15 * 2 * abs(loss))
        #expect(report.history.last?.pairs == event.competition?.pairs)
        let alive = Double(latents.count { $0.isAlive == true }) / Double(latents.count)
        #expect(alive == trained["alive_on_held_out_tokens"] as? Double)
        // All held-out tokens fit into one batch here, so that the two counts that may differ must not.
        #expect(report.graph?.tokens == trained["held_out_tokens"] as? Int)
        #expect(trained["held_out_batch_tokens"] as? Int == trained["held_out_tokens"] as? Int)
        #expect(report.graph?.pairs == trained["pairs_in_a_held_out_batch"] as? Int)

        // Names that once stood for several of these are gone.
        let table = try place.orthosae("train", "--resume", "run").output
        for text in [table, try place.orthosae("inspect", "run").output, competition.output] {
            for line in text.split(separator: "\n") {
                let name = line.trimmingCharacters(in: .whitespaces).components(separatedBy: "  ")[0]
                #expect(!["alive", "pairs", "competing pairs"].contains(name), "\(line)")
            }
        }
        #expect(trained["alive_fraction"] == nil && trained["competing_pairs"] == nil && inspected["alive"] == nil)
    }
}
