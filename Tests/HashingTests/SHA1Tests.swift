import Hashing
import Testing

@Suite struct SHA1Tests {
    /// FIPS 180-4's examples, and what `git hash-object` says of an empty file and of "hello\n".
    @Test func `a digest is the standard's, and a blob is called as Git calls it`() {
        func digest(_ text: String, _ hash: SHA1) -> String {
            for byte in text.utf8 { withUnsafeBytes(of: byte) { hash.update(bufferPointer: $0) } }
            return SHA256.hexadecimal(hash.finalize())
        }
        #expect(digest("", SHA1()) == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(digest("abc", SHA1()) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(digest("", SHA1.gitBlob(count: 0)) == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
        #expect(digest("hello\n", SHA1.gitBlob(count: 6)) == "ce013625030ba8dba906f756967f9e9ca394464a")
    }
}
