import Failures
import Foundation
import Hub
import Synchronization
import TestSupport
import Testing

/// Answers that no Hub gives.
@Suite struct `An upload to a server that is no Hub` {
    @Test(arguments: ["", "null", "3", "[]", "{}", #"{"files":3}"#, #"{"files":[]}"#, #"{"files":[{"path":3}]}"#, #"{"files":[{"path":"topk/sae/cfg.json","uploadMode":"xet"}]}"#, #"{"sha":"x"}"#, #"{"sha":"../../x"}"#, "{\"objects\":[{\"oid\":\"\u{1}\"}]}"])
    func `ends in a sentence`(answer: String) throws {
        for path in ["/revision/main", "/preupload/main", "/objects/batch", "/commit/main"] {
            try withUpload { world in
                world.fake.instead { request, _ in request.path.hasSuffix(path) ? .init(json: answer) : nil }
                let refused = try #require(try failure { try world.upload() }, "\(path)")
                #expect(refused.kind == .badData, "\(path): \(refused)")
                #expect(world.fake.now.files.isEmpty)
            }
        }
    }

    @Test(arguments: [
        #"{"href":3}"#, #"{"href":"file:///etc/passwd"}"#, #"{"href":"ftp://x/"}"#, #"{"href":"http://a b/"}"#, #"{"href":"x"}"#,
        #"{"href":"http://user@127.0.0.1/"}"#,
        #"{"href":"STORE/x","header":{"chunk_size":0,"00001":"STORE/x"}}"#, #"{"href":"STORE/x","header":{"chunk_size":"-5"}}"#,
        #"{"href":"STORE/x","header":{"chunk_size":"many"}}"#, #"{"href":"STORE/x","header":{"chunk_size":9223372036854775807}}"#,
        #"{"href":"STORE/x","header":{"chunk_size":"100000","00001":"STORE/x","00002":"STORE/x"}}"#,
        #"{"href":"STORE/x","header":{"chunk_size":"100000","00001":"STORE/x","00002":"STORE/x","00004":"STORE/x"}}"#,
        #"{"href":"STORE/x","header":{"chunk_size":"100000","00001":"file:///x","00002":"STORE/x","00003":"STORE/x"}}"#,
        #"{"href":"STORE/x","header":{"chunk_size":"1"}}"#,
        #"{"href":"STORE/x","header":{"X-Other":"a\r\nAuthorization: b"}}"#,
    ])
    func `sends nothing to what is no place for it`(step: String) throws {
        try withUpload { world in
            let store = world.fake.storage.address
            world.fake.instead { request, _ in
                guard request.path.hasSuffix("/batch") else { return nil }
                let step = step.replacing("STORE", with: store)
                let objects = (request.lines.first?["objects"] as? [[String: Any]] ?? []).map { object in
                    #"{"oid":"\#(object["oid"] as? String ?? "")","size":\#(object["size"] as? Int ?? 0),"actions":{"upload":\#(step)}}"#
                }
                return .init(json: #"{"objects":[\#(objects.joined(separator: ","))]}"#)
            }
            let refused = try #require(try failure { try world.upload() })
            #expect(refused.kind == .badData || refused.kind == .usage, "\(refused)")
            #expect(world.fake.storage.requests.isEmpty && world.fake.now.files.isEmpty)
        }
    }

    @Test func `ends, whatever is changed in its answers`() throws {
        let count = max(60, (ProcessInfo.processInfo.environment["ORTHOSAE_MUTATIONS"].flatMap { Int($0) } ?? 0) / 100)
        let random = Mutex(NumberStream(state: 9))
        var taken = 0
        for _ in 0..<count {
            try withUpload(UploadHub.State(chunk: 100_000)) { world in
                let places = [world.fake.hub, world.fake.storage].map { "127.0.0.1:\($0.port)/" }
                world.fake.altering { original, request in
                    var reply = original
                    random.withLock { random in
                        guard random.next() % 3 == 0, !reply.body.isEmpty else { return }
                        let at = Int(random.next() % UInt64(reply.body.count))
                        switch random.next() % 3 {
                        case 0: reply.body[at] = UInt8(truncatingIfNeeded: random.next())
                        case 1: reply.body.removeSubrange(at..<min(reply.body.count, at + Int(random.next() % 20)))
                        default: reply.body.insert(contentsOf: Array(["9", "-", "null", "\"", "}", "[]"][Int(random.next() % 6)].utf8), at: at)
                        }
                    }
                    // No request may leave this machine, or go to another server on it.
                    let links = String(decoding: reply.body, as: UTF8.self).components(separatedBy: "://").dropFirst()
                    let isSafe = !request.path.hasSuffix("/batch") || links.allSatisfy { link in places.contains { link.hasPrefix($0) } }
                    return isSafe ? reply : original
                }
                if try failure(of: { try world.upload() }) == nil { taken += 1 }
                // Nothing half: all of it, or none.
                #expect(world.hasAll || world.fake.now.files.isEmpty)
            }
        }
        print("upload: \(count) conversations with changed answers, \(taken) uploads made")
        #expect(taken > 0 && taken < count)
    }

    @Test func `says why a file is not taken`() throws {
        try withUpload { world in
            world.fake.instead { request, _ in
                guard request.path.hasSuffix("/batch") else { return nil }
                let oid = (request.lines.first?["objects"] as? [[String: Any]])?.first?["oid"] as? String ?? ""
                return .init(json: #"{"objects":[{"oid":"\#(oid)","size":1,"error":{"code":422,"message":"your storage is full"}}]}"#)
            }
            let refused = try #require(try failure { try world.upload() })
            #expect(refused.kind == .failed && refused.what.contains("your storage is full"))
        }
    }
}
