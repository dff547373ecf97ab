import Failures
import Foundation
import Hub
import TestSupport
import Testing

/// The table of refusals of exchange.md §2.2, and what is tried again.
@Suite struct RefusalTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var status: Int, code: String?, kind: Failure.Kind, says: [String]
        var testDescription: String { "\(status) \(code ?? "")" }
    }

    @Test(arguments: [
        Case(status: 401, code: "GatedRepo", kind: .missingInput, says: ["org/name is gated: accept its terms at ENDPOINT/org/name, then set HF_TOKEN"]),
        Case(status: 403, code: "GatedRepo", kind: .missingInput, says: ["no access", "with the account of this token"]),
        Case(status: 401, code: "RepoNotFound", kind: .missingInput, says: ["org/name", "private", "Invalid credentials", "bad token"]),
        Case(status: 401, code: nil, kind: .missingInput, says: ["org/name", "private", "HF_TOKEN"]),
        Case(status: 404, code: "RepoNotFound", kind: .missingInput, says: ["no model repository org/name"]),
        Case(status: 404, code: "RevisionNotFound", kind: .missingInput, says: ["no revision 'main'"]),
        Case(status: 403, code: "DisabledRepo", kind: .failed, says: ["403 'said so'"]),
        Case(status: 400, code: nil, kind: .failed, says: ["400 'said so'"]),
        Case(status: 429, code: nil, kind: .io, says: ["429 'said so'", "later"]),
        Case(status: 500, code: nil, kind: .io, says: ["500 'said so'"]),
        Case(status: 503, code: nil, kind: .io, says: ["503 'said so'"]),
    ])
    func `a refusal is a sentence`(_ refusal: Case) throws {
        try withHub([FakeHub.File("config.json", "{}")]) { world in
            world.fake.instead { _, _ in
                .init(refusal.status, (refusal.code.map { [("X-Error-Code", $0)] } ?? []) + [("X-Error-Message", "said so")])
            }
            let error = try failure { try world.hub().file(try world.repository, "config.json") }
            #expect(error?.kind == refusal.kind)
            for words in refusal.says {
                #expect(error?.description.contains(words.replacing("ENDPOINT", with: world.fake.hub.address)) == true, "\(error?.description ?? "")")
            }
            let isPassing = [429, 500, 503].contains(refusal.status)
            #expect(world.fake.hub.requests.count == (isPassing ? 5 : 1))
        }
    }

    @Test func `a missing file has near names, and Python is told that it is absent`() throws {
        let files = ["config.json", "tokenizer.json", "layer_1/width_16k/params.npz", "layer_1/width_65k/params.npz", "layer_2/x"]
        try withHub(files.map { FakeHub.File($0, "x") }) { world in
            let hub = try world.hub()
            let error = try failure { try hub.file(try world.repository, "cofnig.json") }
            #expect(error?.kind == .missingInput && error?.remedy?.hasPrefix("there are 'config.json'") == true, "\(error?.description ?? "")")
            let folder = try failure { try hub.folder(HubPlace(try world.repository, path: "layer_1/width_16")) }
            #expect(folder?.remedy?.contains("'layer_1/width_16k', 'layer_1/width_65k'") == true, "\(folder?.description ?? "")")
            let absent = world.folder.appending(path: ".no_exist/\(FakeHub.commit)/cofnig.json")
            #expect(try Data(contentsOf: absent).isEmpty)
            #expect(!FileManager.default.fileExists(atPath: world.folder.appending(path: "refs").path))
        }
    }

    @Test func `what passes is tried again, as long as the server asks`() throws {
        try withHub([FakeHub.File("config.json", "{}")]) { world in
            world.fake.instead { request, _ in
                switch request.number {
                case 0: .init(429, [("Retry-After", "0")])
                case 1: .init(503, [("Retry-After", "0.02")])
                case 2: .init(408)
                case 3:
                    { var reply = ScriptedServer.Reply(200, [], Array("{".utf8)); reply.length = 50; reply.cutAfter = 1; return reply }()
                default: nil
                }
            }
            _ = try world.hub().file(try world.repository, "config.json")
            #expect(world.said.notes.count == 4)
        }
    }

    @Test func `a wait beyond patience is a refusal at once`() throws {
        try withHub([FakeHub.File("config.json", "{}")]) { world in
            world.fake.instead { _, _ in .init(429, [("Retry-After", "86400")]) }
            let error = try failure { try world.hub().file(try world.repository, "config.json") }
            #expect(error?.kind == .io && world.fake.hub.requests.count == 1)
        }
    }

    @Test func `waiting is over when the caller stops`() throws {
        try withHub([FakeHub.File("config.json", "{}")]) { world in
            let said = world.said
            world.fake.instead { _, _ in .init(429, [("Retry-After", "60")]) }
            let hub = try world.hub(goesOn: { said.notes.isEmpty })
            let error = try failure { try hub.file(try world.repository, "config.json") }
            #expect(error?.kind == .failed)
        }
    }

    @Test func `an answer that is no list is named`() throws {
        for body in ["", "null", "[]", "{", "<html>", #"{"sha":7}"#, #"{"sha":"\#(FakeHub.commit)","siblings":[{}]}"#, #"{"sha":"\#(FakeHub.commit)","siblings":[7]}"#] {
            try withHub([]) { world in
                world.fake.instead { _, _ in .init(json: body) }
                let error = try failure { try world.hub().files(try world.repository) }
                #expect(error?.kind == .badData && error?.place?.contains("/api/models/org/name") == true, "\(body): \(error?.description ?? "")")
            }
        }
    }

    @Test func `nobody there is a sentence with the address`() throws {
        try withHub([]) { world in
            world.fake.stop()
            let error = try failure { try world.hub().file(try world.repository, "config.json") }
            #expect(error?.kind == .io && error?.what.contains("\(world.fake.hub.address) cannot be reached") == true, "\(error?.description ?? "")")
        }
    }
}
