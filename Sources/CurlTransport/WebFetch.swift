// SPDX-License-Identifier: Apache-2.0
import CCurl
import Glibc
import Threads

/// Reads pages and feeds from the web through libcurl: http and https alone, bounded in size, redirects and time, and
/// never from an address that is not on the public internet unless the configuration names it.
///
/// The address is checked when the socket is made, after the name was resolved and for each redirect anew, so that
/// no name can lead an editor's command into the internal network. Proxies of the environment are not used: behind
/// one, the address that is reached cannot be seen.
public struct WebFetch: Sendable {
    /// The bounds.
    public struct Settings: Sendable {
        /// Bytes of a page, once decompressed.
        public var largest = 10_000_000
        /// For everything together.
        public var timeout: Duration = .seconds(30)
        /// How often a server may send us elsewhere.
        public var redirects = 5
        /// Networks to read from that are not public.
        public var allowed: [AddressRange] = []

        /// The bounds that hold when nothing else is said.
        public init() {}
    }

    /// What was read.
    public struct Page: Sendable {
        /// Where it was in the end.
        public let url: String
        /// As the server said it.
        public let contentType: String?
        /// For asking whether it changed (RFC 9110 §8.8.3).
        public let etag: String?
        /// For asking whether it changed (RFC 9110 §8.8.2).
        public let lastModified: String?
        /// Empty when `isUnchanged`.
        public let bytes: [UInt8]
        /// Whether the server said that what we have is what there is.
        public let isUnchanged: Bool
    }

    /// Why a page could not be read.
    public enum Fault: Error, Hashable, Sendable {
        /// That text is no http or https address.
        case notWeb(String)
        /// The address leads into a private network that is not allowed.
        case refusedAddress(String)
        /// What is at the address is larger than that.
        case tooLarge(String, bytes: Int)
        /// The server answers with that status, which gives no page.
        case status(String, Int)
        /// The address cannot be read, and what libcurl says.
        case failed(String, why: String)
    }

    private let settings: Settings

    /// A reader with these bounds.
    public init(_ settings: Settings) { self.settings = settings }

    /// Reads a page; within a second of being cancelled it gives up.
    /// - Parameters:
    ///   - etag: of what we have; the server may answer that it is the same.
    ///   - lastModified: of what we have.
    public func page(
        _ url: String, etag: String? = nil, lastModified: String? = nil
    ) async throws -> Page {
        let executor = ThreadExecutor()
        executor.start()
        defer { executor.stop() }
        let task = Task(executorPreference: executor) { [settings] in
            try Transfer(url, settings).perform(etag: etag, lastModified: lastModified)
        }
        do {
            return try await withTaskCancellationHandler {
                try await task.value
            } onCancel: {
                task.cancel()
            }
        } catch {
            // When the task was cancelled, libcurl's error only says that it broke off.
            try Task.checkCancellation()
            throw error
        }
    }
}

/// One request. Stays on the thread that made it.
private final class Transfer {
    private let url: String
    private let settings: WebFetch.Settings
    private let handle: UnsafeMutableRawPointer
    private var bytes: [UInt8] = []
    private var header: [String: String] = [:]
    private var isTooLarge = false
    private var hasRefusedAddress = false

    init(_ url: String, _ settings: WebFetch.Settings) throws(WebFetch.Fault) {
        let isWeb = ["http://", "https://"].contains { url.lowercased().hasPrefix($0) }
        guard isWeb, !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }), let handle = curl_easy_init()
        else {
            throw .notWeb(url)
        }
        self.url = url
        self.settings = settings
        self.handle = handle
    }

    deinit { curl_easy_cleanup(handle) }

    func perform(etag: String?, lastModified: String?) throws(WebFetch.Fault) -> WebFetch.Page {
        configure()
        let conditions = [("If-None-Match", etag), ("If-Modified-Since", lastModified)]
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for case (let name, let value?) in conditions where !value.utf8.contains(where: { $0 < 0x20 }) {
            list = curl_slist_append(list, "\(name): \(value)")
        }
        _ = daybreak_curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
        let code = curl_easy_perform(handle)
        guard code == CURLE_OK else { throw fault(code) }
        var status = 0
        _ = daybreak_curl_response_code(handle, &status)
        guard (200..<300).contains(status) || status == 304 else { throw .status(url, status) }
        return WebFetch.Page(
            url: info(CURLINFO_EFFECTIVE_URL) ?? url, contentType: info(CURLINFO_CONTENT_TYPE),
            etag: header["etag"], lastModified: header["last-modified"], bytes: bytes,
            isUnchanged: status == 304)
    }

    private func configure() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        for (option, text) in [
            (CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, "http,https"),
            (CURLOPT_REDIR_PROTOCOLS_STR, "http,https"),
            (CURLOPT_ACCEPT_ENCODING, ""), (CURLOPT_USERAGENT, "Daybreak/0.1"), (CURLOPT_PROXY, ""),
        ] { _ = daybreak_curl_set_text(handle, option, text) }
        let milliseconds = Int(settings.timeout / .milliseconds(1))
        for (option, number) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_FOLLOWLOCATION, 1), (CURLOPT_MAXREDIRS, settings.redirects),
            (CURLOPT_TIMEOUT_MS, milliseconds), (CURLOPT_MAXFILESIZE, settings.largest),
            (CURLOPT_NOPROGRESS, 0),
        ] { _ = daybreak_curl_set_long(handle, option, number) }
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_OPENSOCKETDATA] {
            _ = daybreak_curl_set_pointer(handle, option, context)
        }
        _ = daybreak_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) { data, size, count, context in
            Transfer.of(context).take(UnsafeRawBufferPointer(start: data, count: size * count))
        }
        _ = daybreak_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            Transfer.of(context).hear(UnsafeRawBufferPointer(start: data, count: size * count))
            return size * count
        }
        // Called once a second at least, also while nothing comes, on the thread of the task that reads.
        _ = daybreak_curl_set_progress_callback(handle) { _, _, _, _, _ in Task.isCancelled ? 1 : 0 }
        _ = daybreak_curl_set_opensocket_callback(handle) { context, _, address in
            Transfer.of(context).open(address!)
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
    }

    private func take(_ data: UnsafeRawBufferPointer) -> Int {
        guard bytes.count + data.count <= settings.largest else {
            isTooLarge = true
            return 0
        }
        bytes.append(contentsOf: data)
        return data.count
    }

    /// A status line starts the header of the next answer: what a redirect said does not count.
    private func hear(_ data: UnsafeRawBufferPointer) {
        let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first ?? ""
        if line.hasPrefix("HTTP/") {
            header = [:]
            bytes = []
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            header[line[..<colon].lowercased()] = String(value.prefix(1000))
        }
    }

    private func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let bytes = withUnsafeBytes(of: &address.pointee.addr) { raw -> [UInt8] in
            // sockaddr_in keeps its address at byte 4, sockaddr_in6 at byte 8 of a longer structure behind `addr`.
            let start = UnsafeRawPointer(raw.baseAddress!)
            switch address.pointee.family {
            case AF_INET: return (4..<8).map { start.load(fromByteOffset: $0, as: UInt8.self) }
            case AF_INET6: return (8..<24).map { start.load(fromByteOffset: $0, as: UInt8.self) }
            default: return []
            }
        }
        guard !bytes.isEmpty,
            AddressRange.isPublic(bytes) || settings.allowed.contains(where: { $0.contains(bytes) })
        else {
            hasRefusedAddress = true
            return -1
        }
        return socket(address.pointee.family, address.pointee.socktype, address.pointee.`protocol`)
    }

    private func info(_ what: CURLINFO) -> String? {
        var text: UnsafePointer<CChar>?
        _ = daybreak_curl_text(handle, what, &text)
        return text.map { String(cString: $0) }
    }

    private func fault(_ code: CURLcode) -> WebFetch.Fault {
        if hasRefusedAddress { return .refusedAddress(url) }
        if isTooLarge || code == CURLE_FILESIZE_EXCEEDED { return .tooLarge(url, bytes: settings.largest) }
        switch code {
        case CURLE_URL_MALFORMAT: return .notWeb(url)
        case CURLE_UNSUPPORTED_PROTOCOL:
            return .failed(url, why: "it leads to something that is not the web, or does not speak HTTP")
        default: return .failed(url, why: String(cString: curl_easy_strerror(code)))
        }
    }
}
