import Foundation
#if canImport(CryptoKit)
import CryptoKit
#else
import COpenSSL
#endif

/// SHA-1 of bytes that arrive in pieces, by the system's own library. It protects nothing; Git names its files by it.
package final class SHA1 {
    #if canImport(CryptoKit)
    private var state = Insecure.SHA1()
    #else
    private let context: OpaquePointer
    #endif

    package init() {
        #if !canImport(CryptoKit)
        context = EVP_MD_CTX_new()
        let started = EVP_DigestInit_ex(context, EVP_sha1(), nil)
        precondition(started == 1, "libcrypto has no SHA-1")
        #endif
    }

    #if !canImport(CryptoKit)
    deinit { EVP_MD_CTX_free(context) }
    #endif

    /// Takes in the next bytes, lent.
    package func update(bufferPointer bytes: UnsafeRawBufferPointer) {
        #if canImport(CryptoKit)
        state.update(bufferPointer: bytes)
        #else
        let taken = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(taken == 1, "libcrypto refused \(bytes.count) bytes")
        #endif
    }

    /// The 20 bytes of the digest. Call once, last.
    package func finalize() -> [UInt8] {
        #if canImport(CryptoKit)
        return Array(state.finalize())
        #else
        var digest = [UInt8](repeating: 0, count: 20)
        let ended = EVP_DigestFinal_ex(context, &digest, nil)
        precondition(ended == 1, "a SHA-1 was ended twice")
        return digest
        #endif
    }

    /// What Git calls a file of so many bytes: the digest begins with "blob", the count and a zero byte. The file's bytes
    /// follow by `update`.
    package static func gitBlob(count: Int) -> SHA1 {
        let hash = SHA1()
        Array("blob \(count)\0".utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash
    }
}
