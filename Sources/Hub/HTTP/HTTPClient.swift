import CCurl
import Failures
import Foundation
import Synchronization

/// HTTP by libcurl, one blocking exchange at a time; several threads may use one client.
///
/// It follows no redirect and repeats nothing: what may go where, and how often, is `HubClient`'s.
package final class HTTPClient: Sendable {
    package let settings: HTTPSettings
    private let userAgent: String
    private let certificates: String?
    private let goesOn: @Sendable () -> Bool
    /// Handles that nobody uses at the moment: each keeps its connections open for the next request.
    private let idle = Mutex<[CurlHandle]>([])

    /// Once a process, before any thread uses libcurl.
    private static let started: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Parameters:
    ///   - certificates: a file of certificates to trust instead of the system's.
    ///   - goesOn: asked about once a second, and more often while bytes flow; false ends the exchange.
    package init(
        _ settings: HTTPSettings = HTTPSettings(), userAgent: String = "orthosae", certificates: String? = nil,
        goesOn: @escaping @Sendable () -> Bool = { true }
    ) {
        self.settings = settings
        self.userAgent = userAgent
        self.certificates = certificates
        self.goesOn = goesOn
    }

    deinit { for handle in idle.withLock({ $0 }) { curl_easy_cleanup(handle.pointer) } }

    /// Makes a request and takes all of a successful answer, of at most so many bytes.
    ///
    /// Throws `HTTPBreak`, `HTTPStopped`.
    package func send(_ request: HTTPRequest, atMost limit: Int = 1 << 26) throws -> HTTPResponse {
        var body: [UInt8] = []
        var response = try perform(request) { bytes in
            guard bytes.count <= limit - body.count else {
                throw HTTPBreak("the answer has more than \(limit) bytes", isPassing: false, isNetwork: false)
            }
            body += bytes
        }
        if response.isSuccess { response.body = body }
        return response
    }

    /// Makes a request and hands out a successful answer's bytes as they come. What another status says is kept in
    /// the answer's `body`, up to a bound.
    ///
    /// - Parameters:
    ///   - onHead: told of the answer's status and headers, before its bytes.
    ///   - isWanted: asked beside the client's own `goesOn`, for this exchange alone.
    ///
    /// Throws `HTTPBreak`, `HTTPStopped`, and what the closures throw.
    package func perform(
        _ request: HTTPRequest, while isWanted: @escaping @Sendable () -> Bool = { true },
        onHead: (HTTPResponse) throws -> Void = { _ in },
        onBytes: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> HTTPResponse {
        guard goesOn(), isWanted() else { throw HTTPStopped() }
        let goesOn = goesOn
        let handle = try takeHandle()
        defer { giveBack(handle) }
        return try withoutActuallyEscaping(onHead) { onHead in
            try withoutActuallyEscaping(onBytes) { onBytes in
                let transfer = HTTPTransfer(
                    request, settings, goesOn: { goesOn() && isWanted() }, onHead: onHead, onBytes: onBytes)
                return try run(transfer, request, on: handle.pointer)
            }
        }
    }

    private func run(_ transfer: HTTPTransfer, _ request: HTTPRequest, on handle: UnsafeMutableRawPointer) throws
        -> HTTPResponse
    {
        let lines = try CurlSetup.apply(
            request, settings, userAgent: userAgent, certificates: certificates, context: transfer, to: handle)
        defer { curl_slist_free_all(lines) }
        let code = curl_easy_perform(handle)
        if let error = transfer.error { throw error }
        guard code == CURLE_OK else { throw CurlSetup.failure(code) }
        try transfer.finishHead()
        return transfer.response
    }

    private func takeHandle() throws -> CurlHandle {
        if let handle = idle.withLock({ $0.popLast() }) { return handle }
        guard HTTPClient.started, let pointer = curl_easy_init() else {
            throw Failure(.failed, "libcurl cannot be started", remedy: "check the memory that is left")
        }
        return CurlHandle(pointer: pointer)
    }

    private func giveBack(_ handle: CurlHandle) {
        curl_easy_reset(handle.pointer)
        idle.withLock { $0.append(handle) }
    }
}

/// A handle of libcurl: one thread at a time uses it.
private struct CurlHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
}
