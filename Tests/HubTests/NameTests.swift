import Failures
import Foundation
import Hub
import TestSupport
import Testing

@Suite struct NameTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String, kind: RepositoryKind, id: String, revision: String?, path: String, isExplicit: Bool
        var testDescription: String { text }

        init(
            _ text: String, _ id: String, _ revision: String? = nil, _ path: String = "", _ kind: RepositoryKind = .model,
            explicit: Bool = true
        ) {
            (self.text, self.kind, self.id, self.revision) = (text, kind, id, revision)
            (self.path, self.isExplicit) = (path, explicit)
        }
    }

    @Test(arguments: [
        Case("google/gemma-2-2b", "google/gemma-2-2b", explicit: false),
        Case("gpt2", "gpt2", explicit: false),
        Case("gpt2@607a30d783dfa663caf39e06633721c8d4cfcd7e", "gpt2", "607a30d783dfa663caf39e06633721c8d4cfcd7e", explicit: false),
        Case("org/name@v1.0", "org/name", "v1.0", explicit: false),
        Case("org/name@refs/pr/1", "org/name", "refs/pr/1", explicit: false),
        Case("hf:org/name", "org/name"),
        Case("hf:gpt2", "gpt2"),
        Case("hf:gpt2@main", "gpt2", "main"),
        Case("hf:org/name/layer_12/width_16k", "org/name", nil, "layer_12/width_16k"),
        Case("hf:org/name/layer_12/width_16k@v2", "org/name", "v2", "layer_12/width_16k"),
        Case("hf:org/name/a/b@refs/pr/3", "org/name", "refs/pr/3", "a/b"),
        Case("hf://org/name@v2/a/b", "org/name", "v2", "a/b"),
        Case("hf://org/name@refs/pr/1/a/b", "org/name", "refs/pr/1", "a/b"),
        Case("hf://org/name@refs%2Fpr%2F1/a", "org/name", "refs/pr/1", "a"),
        Case("hf:/org/name", "org/name"),
        Case("hf://datasets/org/text/train", "org/text", nil, "train", .dataset),
        Case("datasets/org/text", "org/text", nil, "", .dataset),
        Case("hf:datasets/text@convert", "text", "convert", "", .dataset),
        Case("https://huggingface.co/org/name", "org/name"),
        Case("https://huggingface.co/org/name/tree/main/layer_1", "org/name", "main", "layer_1"),
        Case("https://huggingface.co/org/name/resolve/main/a/b.safetensors?download=true", "org/name", "main", "a/b.safetensors"),
        Case("https://huggingface.co/org/name/blob/refs%2Fpr%2F1/x%20y", "org/name", "refs/pr/1", "x y"),
        Case("https://huggingface.co/org/name/tree/refs/convert/parquet/d", "org/name", "refs/convert/parquet", "d"),
        Case("https://huggingface.co/datasets/org/text/viewer/default", "org/text", nil, "", .dataset),
        Case("https://huggingface.co/gpt2/tree/main", "gpt2", "main"),
        Case("https://hf.co/org/name/", "org/name"),
        Case("huggingface.co/org/name", "org/name"),
        Case("http://127.0.0.1:99/x/org/name/tree/v1", "org/name", "v1"),
    ])
    func `a name is read`(_ name: Case) throws {
        let place = try #require(try HubPlace.parse(name.text, endpoint: "http://127.0.0.1:99/x", isFolder: { _ in false }))
        #expect(place.repository.kind == name.kind && place.repository.id == name.id, "\(place)")
        #expect(place.repository.revision == name.revision && place.path == name.path, "\(place)")
        #expect(place.isExplicit == name.isExplicit)
        // As it is shown it can be given again.
        #expect(try HubPlace.parse(place.description, isFolder: { _ in false })?.repository == place.repository)
        #expect(try HubPlace.parse(place.description, isFolder: { _ in false })?.path == place.path)
    }

    @Test(arguments: [
        "", ".", "..", "/tmp/x", "./org/name", "../name", "~/x", "a/b/c", "text.jsonl", "org/text.jsonl", "model.safetensors",
        "org//name", "org/-name", "org/name.git", "or--g/name", "o..rg/name", "name with blanks", "org/näme", "spaces/x",
        "https://example.com/org/name", "ftp://huggingface.co/x", "org/name@", "org/name@../x", "datasets/x", "runs/topk",
        "org/name\nmore", "org/\u{0}", String(repeating: "x", count: 97), "models/x",
    ])
    func `what looks like no name is none`(text: String) throws {
        #expect(try HubPlace.parse(text, isFolder: { $0 == "runs" }) == nil)
    }

    @Test(arguments: [
        "hf:", "hf://", "hf:org/na me", "hf:spaces/org/name", "hf:org/name/../../x", "hf:org/name@../x",
        "https://huggingface.co/", "https://huggingface.co/-/x", "hf:org/name/a\u{0}b", "hf:org/name/./x",
    ])
    func `what can only be a name, and is wrong, is refused`(text: String) throws {
        let refused = try failure { try HubPlace.parse(text, isFolder: { _ in false }) }
        #expect(refused?.kind == .usage, "\(refused?.description ?? "")")
    }

    @Test func `folders are called as Python calls them`() throws {
        #expect(try RepositoryName(.model, "google/gemma-2-2b").folderName == "models--google--gemma-2-2b")
        #expect(try RepositoryName(.dataset, "text").folderName == "datasets--text")
    }
}

@Suite struct EnvironmentTests {
    private func environment(_ variables: [String: String]) throws -> HubEnvironment {
        try HubEnvironment(variables, home: "/nonexistent/home")
    }

    @Test func `paths come from the variables in Python's order`() throws {
        #expect(try environment([:]).cache == "/nonexistent/home/.cache/huggingface/hub")
        #expect(try environment(["HOME": "/h"]).cache == "/h/.cache/huggingface/hub")
        #expect(try environment(["XDG_CACHE_HOME": "/c"]).cache == "/c/huggingface/hub")
        #expect(try environment(["XDG_CACHE_HOME": "/c", "HF_HOME": "~/f"]).cache == "/nonexistent/home/f/hub")
        #expect(try environment(["HF_HOME": "/f", "HUGGINGFACE_HUB_CACHE": "/old"]).cache == "/old")
        #expect(try environment(["HUGGINGFACE_HUB_CACHE": "/old", "HF_HUB_CACHE": "$D/${E}/$NOT/x", "D": "/d", "E": "e"]).cache
            == "/d/e/$NOT/x")
        #expect(try environment([:]).endpoint == "https://huggingface.co")
        #expect(try environment(["HF_ENDPOINT": "http://mirror:80/hf//"]).endpoint == "http://mirror:80/hf")
    }

    @Test(arguments: ["mirror", "ftp://x", "https://", "https://a b", "https://me:secret@host", "http://host:0", "http://host:x"])
    func `an endpoint that is none is refused`(text: String) throws {
        let refused = try failure { try environment(["HF_ENDPOINT": text]) }
        #expect(refused?.kind == .usage)
    }

    @Test func `offline is said in several ways`() throws {
        for text in ["1", "on", "Yes", "TRUE"] {
            #expect(try environment(["HF_HUB_OFFLINE": text]).isOffline)
            #expect(try environment(["TRANSFORMERS_OFFLINE": text]).isOffline)
        }
        #expect(try !environment(["HF_HUB_OFFLINE": "0"]).isOffline)
        #expect(try !environment([:]).isOffline)
    }

    @Test func `a token comes from the variables or the file, and may be switched off`() throws {
        try withTemporaryFolder { folder in
            #expect(try !environment([:]).hasToken)
            #expect(try environment(["HF_TOKEN": " x \n"]).hasToken)
            #expect(try environment(["HUGGING_FACE_HUB_TOKEN": "x"]).hasToken)
            #expect(try !environment(["HF_TOKEN": "x", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"]).hasToken)
            try Data("from-file\n".utf8).write(to: folder.appending(path: "token"))
            #expect(try environment(["HF_HOME": folder.path]).hasToken)
            #expect(try environment(["HF_TOKEN_PATH": folder.appending(path: "token").path]).hasToken)
            let refused = try failure { try environment(["HF_TOKEN": "two words\u{7}"]) }
            #expect(refused?.kind == .usage && refused?.description.contains("words") == false)
        }
    }
}

@Suite struct AddressTests {
    @Test func `an origin is scheme, host and port`() {
        #expect(WebOrigin("https://Host/x") == WebOrigin("HTTPS://host:443?y"))
        #expect(WebOrigin("http://host") != WebOrigin("https://host"))
        #expect(WebOrigin("http://host:81") != WebOrigin("http://host"))
        #expect(WebOrigin("http://[::1]:81/x")?.port == 81 && WebOrigin("http://[::1]/")?.host == "[::1]")
        for none in ["", "http:/host", "file:///x", "http://", "http://a@b", "http://host:99999", "http://:80", "//host", "http://ho\\st@x"] {
            #expect(WebOrigin(none) == nil || WebOrigin(none)?.host == "ho", "\(none)")
        }
    }

    @Test func `a location is followed as a browser would`() {
        func follow(_ location: String) -> String? { WebAddress.following(location, from: "https://h:8/a/b?c=1")?.address }
        #expect(follow("/x/y") == "https://h:8/x/y")
        #expect(follow("x") == "https://h:8/a/x")
        #expect(follow("?d") == "https://h:8/a/b?d")
        #expect(follow("//other/x") == "https://other/x")
        #expect(follow("http://other:1/x") == "http://other:1/x")
        #expect(follow("mailto:x") == nil && follow("") == nil && follow("/a b") == nil && follow("/\u{e9}") == nil)
        #expect(WebAddress.following("/x", from: "https://h")?.isRelative == true)
        #expect(WebAddress.following("//h/x", from: "https://h")?.isRelative == false)
        #expect(WebAddress.secure("http://h/x", from: "https://h") == nil)
        #expect(WebAddress.secure("https://h/x", from: "http://h") == "https://h/x")
        #expect(WebAddress.secure("http://h/x", from: "http://h") == "http://h/x")
    }

    @Test func `paths are quoted as Python quotes them`() {
        #expect(WebAddress.quoted("refs/pr/1") == "refs%2Fpr%2F1")
        #expect(WebAddress.path("a b/ü?#%.~_-x") == "a%20b/%C3%BC%3F%23%25.~_-x")
        #expect(WebAddress.decoded("a%20%C3%BC") == "a ü" && WebAddress.decoded("%") == nil && WebAddress.decoded("%ff") == nil)
    }
}
