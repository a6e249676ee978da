// SPDX-License-Identifier: Apache-2.0
import CCurl
import Threads

/// A bucket of Amazon's S3, or of a service that speaks like it, in which files are put under names.
///
/// Requests are signed by libcurl (AWS Signature Version 4).
public struct ObjectBucket: Sendable {
    private let endpoint: String
    private let region: String
    private let bucket: String
    private let folder: String
    private let key: String
    private let secret: String

    /// - Parameters:
    ///   - endpoint: where the service answers, without a slash at the end.
    ///   - folder: what stands before each name; empty for nothing.
    ///   - key: the name of the access key.
    public init(
        endpoint: String, region: String, bucket: String, folder: String, key: String, secret: String
    ) {
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.folder = folder
        self.key = key
        self.secret = secret
    }

    /// Why a file could not be put there.
    public enum Fault: Error, Hashable, Sendable {
        /// The service refused it with that status, and the code that it gave.
        case status(Int, code: String)
        /// What libcurl says.
        case failed(String)
    }

    /// The address under which files are put.
    public var address: String {
        ([endpoint, bucket] + (folder.isEmpty ? [] : [folder])).joined(separator: "/")
    }

    private static let timeout = 60

    /// Puts a file there, in the place of one of the same name.
    /// - Parameters:
    ///   - type: its media type.
    ///   - caching: its Cache-Control.
    public func put(_ bytes: [UInt8], named name: String, type: String, caching: String) async throws {
        let executor = ThreadExecutor()
        executor.start()
        defer { executor.stop() }
        let task = Task(executorPreference: executor) {
            try upload(bytes, to: "\(address)/\(name)", type: type, caching: caching)
        }
        try await task.value
    }

    private func upload(_ bytes: [UInt8], to url: String, type: String, caching: String) throws {
        guard let handle = curl_easy_init() else { throw Fault.failed("libcurl does not start") }
        defer { curl_easy_cleanup(handle) }
        var fields: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(fields) }
        for field in ["Content-Type: \(type)", "Cache-Control: \(caching)"] {
            fields = curl_slist_append(fields, field)
        }
        _ = daybreak_curl_set_pointer(handle, CURLOPT_HTTPHEADER, fields)
        for (option, text) in [
            (CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_CUSTOMREQUEST, "PUT"),
            (CURLOPT_AWS_SIGV4, "aws:amz:\(region):s3"), (CURLOPT_USERNAME, key), (CURLOPT_PASSWORD, secret),
            (CURLOPT_USERAGENT, "Daybreak/0.1"), (CURLOPT_PROXY, ""),
        ] { _ = daybreak_curl_set_text(handle, option, text) }
        let answer = Answer()
        let code = withExtendedLifetime(answer) {
            bytes.withUnsafeBytes { body -> CURLcode in
                for (option, number) in [
                    (CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT, Self.timeout),
                    (CURLOPT_POSTFIELDSIZE, body.count),
                ] { _ = daybreak_curl_set_long(handle, option, number) }
                // libcurl reads the bytes until the request is done and changes none.
                _ = daybreak_curl_set_pointer(
                    handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress))
                _ = daybreak_curl_set_pointer(
                    handle, CURLOPT_WRITEDATA, Unmanaged.passUnretained(answer).toOpaque())
                _ = daybreak_curl_set_data_callback(handle, CURLOPT_WRITEFUNCTION) {
                    data, size, count, context in
                    let answer = Unmanaged<Answer>.fromOpaque(context!).takeUnretainedValue()
                    answer.take(UnsafeRawBufferPointer(start: data, count: size * count))
                    return size * count
                }
                return curl_easy_perform(handle)
            }
        }
        guard code == CURLE_OK else { throw Fault.failed(String(cString: curl_easy_strerror(code))) }
        var status = 0
        _ = daybreak_curl_response_code(handle, &status)
        guard (200..<300).contains(status) else { throw Fault.status(status, code: answer.code) }
    }

    /// The start of what the service says.
    private final class Answer {
        private var bytes: [UInt8] = []

        func take(_ data: UnsafeRawBufferPointer) { bytes += data.prefix(4096 - bytes.count) }

        /// `AccessDenied`, from `<Code>AccessDenied</Code>`; empty where there is none.
        var code: String {
            let text = String(decoding: bytes, as: UTF8.self)
            return text.firstMatch(of: /<Code>([A-Za-z0-9]{1,60})<\/Code>/).map { String($0.1) } ?? ""
        }
    }
}
