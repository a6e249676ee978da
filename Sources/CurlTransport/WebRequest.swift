// SPDX-License-Identifier: Apache-2.0
import CCurl
import MailFormat
import Threads

/// A request that brings something to a server that the configuration names: a file to a bucket, an alarm to a webhook. Redirects are
/// not followed, and proxies of the environment are not used.
public struct WebRequest: Sendable {
    /// `PUT` or `POST`.
    public var method: String
    /// An http or https address.
    public var url: String
    /// Header fields, each with its name.
    public var fields: [String]
    /// What is brought.
    public var body: [UInt8]
    /// How it is signed by AWS Signature Version 4; nil for not at all.
    var signature: (scope: String, key: String, secret: String)?
    /// For everything together.
    public var timeout: Duration = .seconds(60)

    /// A request.
    public init(_ method: String, _ url: String, fields: [String], body: [UInt8]) {
        (self.method, self.url, self.fields, self.body) = (method, url, fields, body)
    }

    /// What a server says.
    public struct Answer: Hashable, Sendable {
        /// Its status (RFC 9110 §15).
        public let status: Int
        /// The first bytes of what it says, 4096 at the most.
        public let start: [UInt8]

        /// Whether it took what was brought.
        public var isSuccess: Bool { (200..<300).contains(status) }
    }

    /// The server was not reached, or broke off: what libcurl says.
    public struct Failure: Error, Hashable, Sendable {
        /// One clause.
        public let why: String
    }

    /// Sends it, on a thread of its own, because libcurl blocks.
    public func send() async throws(Failure) -> Answer {
        let executor = ThreadExecutor()
        executor.start()
        defer { executor.stop() }
        let result = await Task(executorPreference: executor) { () async -> Result<Answer, Failure> in
            Result { () throws(Failure) in try perform() }
        }.value
        return try result.get()
    }

    private func perform() throws(Failure) -> Answer {
        guard let handle = curl_easy_init() else { throw Failure(why: "libcurl does not start") }
        defer { curl_easy_cleanup(handle) }
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for field in fields { list = curl_slist_append(list, field) }
        _ = daybreak_curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
        var texts = [
            (CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_CUSTOMREQUEST, method),
            (CURLOPT_USERAGENT, "Daybreak/0.1"), (CURLOPT_PROXY, ""),
        ]
        if let signature {
            texts += [
                (CURLOPT_AWS_SIGV4, signature.scope), (CURLOPT_USERNAME, signature.key),
                (CURLOPT_PASSWORD, signature.secret),
            ]
        }
        for (option, text) in texts { _ = daybreak_curl_set_text(handle, option, text) }
        let start = Start()
        let code = withExtendedLifetime(start) {
            body.withUnsafeBytes { body -> CURLcode in
                for (option, number) in [
                    (CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT_MS, Int(timeout.milliseconds)),
                    (CURLOPT_POSTFIELDSIZE, body.count),
                ] { _ = daybreak_curl_set_long(handle, option, number) }
                // libcurl reads the bytes until the request is done and changes none.
                _ = daybreak_curl_set_pointer(
                    handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress))
                _ = daybreak_curl_set_pointer(
                    handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(start).toOpaque())
                _ = daybreak_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) {
                    data, size, count, context in
                    let start = Unmanaged<Start>.fromOpaque(context!).takeUnretainedValue()
                    start.take(UnsafeRawBufferPointer(start: data, count: size * count))
                    return size * count
                }
                return curl_easy_perform(handle)
            }
        }
        guard code == CURLE_OK else { throw Failure(why: String(cString: curl_easy_strerror(code))) }
        var status = 0
        _ = daybreak_curl_response_code(handle, &status)
        return Answer(status: status, start: start.bytes)
    }

    /// The start of what the server says.
    private final class Start {
        private(set) var bytes: [UInt8] = []

        func take(_ data: UnsafeRawBufferPointer) { bytes += data.prefix(4096 - bytes.count) }
    }
}
