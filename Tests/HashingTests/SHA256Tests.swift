import Foundation
import Hashing
import Testing

@Suite struct SHA256Tests {
    /// The examples of FIPS 180-4 (NIST's "SHA-256 examples"), and its million letters.
    @Test(arguments: [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "a", 1_000_000,
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `a digest is the standard's, whole or in pieces`(text: String, times: Int, expected: String) {
        let data = Data(String(repeating: text, count: times).utf8)
        #expect(SHA256.hexadecimal(SHA256.hash(data: data)) == expected)
        let hash = SHA256()
        var rest = data[...]
        var size = 1
        while !rest.isEmpty {
            hash.update(data: Data(rest.prefix(size)))
            rest = rest.dropFirst(size)
            size = size * 3 + 1
        }
        #expect(SHA256.hexadecimal(hash.finalize()) == expected)
    }
}
