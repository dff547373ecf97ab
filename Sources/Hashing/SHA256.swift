public import Foundation
#if canImport(CryptoKit)
import CryptoKit
#else
import COpenSSL
#endif

/// SHA-256 of bytes that arrive in pieces, by the system's own library: OpenSSL's libcrypto on Linux, CryptoKit on
/// Apple's systems.
public final class SHA256 {
    #if canImport(CryptoKit)
    private var state = CryptoKit.SHA256()
    #else
    private let context: OpaquePointer
    #endif

    public init() {
        #if !canImport(CryptoKit)
        // Neither call can fail but for want of memory.
        context = EVP_MD_CTX_new()
        let started = EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(started == 1, "libcrypto has no SHA-256")
        #endif
    }

    #if !canImport(CryptoKit)
    deinit { EVP_MD_CTX_free(context) }
    #endif

    /// Takes in the next bytes.
    public func update(data: Data) {
        #if canImport(CryptoKit)
        state.update(data: data)
        #else
        data.withUnsafeBytes { update(bufferPointer: $0) }
        #endif
    }

    /// Takes in the next bytes, lent.
    public func update(bufferPointer bytes: UnsafeRawBufferPointer) {
        #if canImport(CryptoKit)
        state.update(bufferPointer: bytes)
        #else
        let taken = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
        precondition(taken == 1, "libcrypto refused \(bytes.count) bytes")
        #endif
    }

    /// The 32 bytes of the digest. Call once, last.
    public func finalize() -> [UInt8] {
        #if canImport(CryptoKit)
        return Array(state.finalize())
        #else
        var digest = [UInt8](repeating: 0, count: 32)
        let ended = EVP_DigestFinal_ex(context, &digest, nil)
        precondition(ended == 1, "a SHA-256 was ended twice")
        return digest
        #endif
    }

    /// The 32 bytes of the digest of `data`.
    public static func hash(data: Data) -> [UInt8] {
        let hash = SHA256()
        hash.update(data: data)
        return hash.finalize()
    }

    /// A digest as lower-case hexadecimal digits.
    public static func hexadecimal(_ digest: [UInt8]) -> String {
        digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
