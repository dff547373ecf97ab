import CCurl
import Failures

/// How a request is told to libcurl.
enum CurlSetup {
    /// Sets everything that a request needs.
    ///
    /// - Returns: the header lines, which must live as long as the transfer does.
    static func apply(
        _ request: HTTPRequest, _ settings: HTTPSettings, userAgent: String, certificates: String?,
        context: HTTPTransfer, to handle: UnsafeMutableRawPointer
    ) throws -> UnsafeMutablePointer<curl_slist>? {
        let lines = try headerLines(request)
        curl_set_text(handle, CURLOPT_URL, request.url)
        // A name in the URL could otherwise be a file or a mail.
        curl_set_text(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        // Signals would end other threads' waits.
        curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        curl_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, settings.connectSeconds)
        curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, settings.slowest)
        curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, request.patience ?? settings.slowestSeconds)
        curl_set_text(handle, CURLOPT_USERAGENT, userAgent)
        curl_set_list(handle, CURLOPT_HTTPHEADER, lines)
        if settings.ignoresProxies { curl_set_text(handle, CURLOPT_PROXY, "") }
        if let certificates { curl_set_text(handle, CURLOPT_CAINFO, certificates) }
        setMethod(request, handle)
        setCallbacks(Unmanaged.passUnretained(context).toOpaque(), handle)
        return lines
    }

    /// What libcurl's code means for the caller. The reason is libcurl's own words: it knows neither headers nor token.
    static func failure(_ code: CURLcode) -> HTTPBreak {
        let reason = String(cString: curl_easy_strerror(code))
        switch code {
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_OUT_OF_MEMORY:
            return HTTPBreak(reason, isPassing: false, isNetwork: false)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER:
            return HTTPBreak("\(reason) (a proxy's certificate? CURL_CA_BUNDLE names a file of them)", isPassing: false)
        case CURLE_OPERATION_TIMEDOUT:
            return HTTPBreak("the connection stands still", isPassing: true)
        default:
            return HTTPBreak(reason, isPassing: true)
        }
    }

    private static func setMethod(_ request: HTTPRequest, _ handle: UnsafeMutableRawPointer) {
        if let body = request.body {
            curl_set_long(handle, CURLOPT_UPLOAD, 1)
            curl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(body.count))
            curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method)
        } else if request.method == "HEAD" {
            curl_set_long(handle, CURLOPT_NOBODY, 1)
        } else {
            curl_set_long(handle, CURLOPT_HTTPGET, 1)
            if request.method != "GET" { curl_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method) }
        }
    }

    private static func setCallbacks(_ context: UnsafeMutableRawPointer, _ handle: UnsafeMutableRawPointer) {
        curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        curl_set_taker(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlSetup.attempt(context, UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) { transfer, bytes in
                try transfer.takeHeader(UnsafeRawBufferPointer(bytes))
                return bytes.count
            } ?? (size * count == 0 ? 1 : 0)
        }
        curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        curl_set_taker(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlSetup.attempt(context, UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) { transfer, bytes in
                try transfer.takeBytes(UnsafeRawBufferPointer(bytes))
                return bytes.count
            } ?? (size * count == 0 ? 1 : 0)
        }
        curl_set_pointer(handle, CURLOPT_READDATA, context)
        curl_set_taker(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
            CurlSetup.attempt(context, UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) { transfer, room in
                try transfer.giveBytes(room)
            } ?? Int(CURL_READFUNC_ABORT)
        }
        curl_set_pointer(handle, CURLOPT_SEEKDATA, context)
        curl_set_seeker(handle) { context, offset, origin in
            guard let context, origin == 0, let place = Int(exactly: offset) else { return CURL_SEEKFUNC_FAIL }
            Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue().goBack(to: place)
            return CURL_SEEKFUNC_OK
        }
        curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
        curl_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        curl_set_watcher(handle) { context, _, _, _, _ in
            guard let context else { return 1 }
            return Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue().mayGoOn() ? 0 : 1
        }
    }

    /// Runs a callback's work on the bytes lent. What it throws is kept, and nil tells the callback to end the transfer:
    /// by another number than that of the bytes, or by the sign for it.
    private static func attempt(
        _ context: UnsafeMutableRawPointer?, _ bytes: UnsafeMutableRawBufferPointer,
        _ body: (HTTPTransfer, UnsafeMutableRawBufferPointer) throws -> Int
    ) -> Int? {
        guard let context else { return nil }
        let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
        do {
            return try body(transfer, bytes)
        } catch {
            transfer.error = transfer.error ?? error
            return nil
        }
    }

    /// Throws `.usage` for a header that would be two.
    private static func headerLines(_ request: HTTPRequest) throws -> UnsafeMutablePointer<curl_slist>? {
        var all = request.headers
        // Without it libcurl asks before a body whether it may come, and waits.
        if request.body != nil { all.append(("Expect", "")) }
        var lines: UnsafeMutablePointer<curl_slist>?
        for (name, value) in all {
            guard !(name + value).unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
                curl_slist_free_all(lines)
                throw Failure(.usage, "the header \(name.quoted) has a value that no header can have")
            }
            guard let longer = curl_slist_append(lines, "\(name): \(value)") else {
                curl_slist_free_all(lines)
                throw Failure(.failed, "there is no memory left for a request")
            }
            lines = longer
        }
        return lines
    }
}
