import Failures
import Foundation
import LanguageModels
import TestSupport
import Testing

/// Whatever a `config.json` says, a model is opened and computes, or a sentence says why not; nothing traps.
@Suite struct ConfigurationExtremesTests {
    typealias F = Gemma2Fixtures

    @Test(arguments: [Gemma2Fixtures.odd, Gemma2Fixtures.nano])
    func `each key removed, extreme or of another type`(path: String) throws {
        let folder = try ModelFolder()
        let own = URL(filePath: path, directoryHint: .isDirectory).appending(path: "config.json")
        var start = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: own)) as? [String: Any])
        // The other layout of keys over the weights of the odd model.
        let odd = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: folder.url("config.json"))) as? [String: Any])
        for (key, value) in odd where start[key] != nil && !(value is [Any]) { start[key] = value }
        start["quantization_config"] = NSNull()
        start["rope_scaling"] = NSNull()
        var opened = 0, refused = 0
        for (object, what) in try JSONExtremes.changes(of: start) {
            try JSONSerialization.data(withJSONObject: object).write(to: folder.url("config.json"))
            do {
                _ = try F.model(folder.path, threads: 1).logits(TokenBatch([[1, 2, 3]]))
                opened += 1
            } catch let failure as Failure {
                refused += 1
                #expect(failure.kind == .badData || failure.kind == .failed, "\(what): \(failure)")
                #expect(failure.remedy != nil && failure.place != nil, "\(what): \(failure)")
                #expect(failure.description.utf8.count < 1000, "\(what)")
                #expect(!failure.description.contains("\u{1B}") && !failure.description.contains("\n"), "\(what)")
            }
        }
        #expect(opened > 20 && refused > 200, "\(opened) opened, \(refused) refused")
    }
}
