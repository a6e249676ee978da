// SPDX-License-Identifier: Apache-2.0
import CCurl
public import MailFormat
import Threads

/// Asks a web server for its certificate, without a request.
public enum WebCertificate {
    /// The last day on which the certificate at an address is valid, UTC, also of one that is not believed; nil when nobody answers
    /// there, or not with TLS.
    /// - Parameter url: an https address.
    public static func end(at url: String) async -> CalendarDay? {
        let executor = ThreadExecutor()
        executor.start()
        defer { executor.stop() }
        return await Task(executorPreference: executor) { read(url) }.value
    }

    private static func read(_ url: String) -> CalendarDay? {
        guard let handle = curl_easy_init() else { return nil }
        defer { curl_easy_cleanup(handle) }
        for (option, text) in [(CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, "https"), (CURLOPT_PROXY, "")] {
            _ = daybreak_curl_set_text(handle, option, text)
        }
        // Nothing is told to the server and nothing believed of it but the date.
        for (option, number) in [
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT_MS, timeout), (CURLOPT_CONNECT_ONLY, 1),
            (CURLOPT_CERTINFO, 1), (CURLOPT_SSL_VERIFYPEER, 0), (CURLOPT_SSL_VERIFYHOST, 0),
        ] { _ = daybreak_curl_set_long(handle, option, number) }
        guard curl_easy_perform(handle) == CURLE_OK else { return nil }
        return daybreak_curl_certificate_field(handle, "Expire date").flatMap {
            CalendarDay(certificate: String(cString: $0))
        }
    }

    /// Milliseconds.
    private static let timeout = 10_000
}
