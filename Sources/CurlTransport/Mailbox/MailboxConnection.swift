// SPDX-License-Identifier: Apache-2.0
import CCurl
import Glibc
import MailFormat

/// A connection to a mailbox's server, on which libcurl resolves, connects, does TLS and logs in
/// (`CURLOPT_CONNECT_ONLY`).
///
/// It blocks, on a thread of its own. While it waits it looks whether the task that it runs in is cancelled.
final class MailboxConnection: MailboxChannel {
    private let handle: UnsafeMutableRawPointer
    private let address: MailboxAddress
    private let settings: RemoteMailbox.Settings
    private var socket: curl_socket_t = -1
    /// Where to connect instead of to the URL's host; libcurl reads it later.
    private var detour: UnsafeMutablePointer<curl_slist>?
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    /// When the answer must have come that is waited for.
    private var end = ContinuousClock.now
    /// When something of it must have come.
    private var silenceEnd = ContinuousClock.now
    private var heard = Heard()
    /// The sockets that libcurl opened, each once more, until it has come in.
    private var sockets: [Int32] = []

    /// What the server said before it let us in.
    private struct Heard {
        var bytes = 0
        var lines = 0
        var last = ""
        /// Whether a POP3 list came to its end.
        var hasDot = false
    }

    /// The most that a server may say before it lets us in, bytes.
    private static let mostWords = 65_536
    /// The bytes of a long answer that must come in a second, on the average.
    private static let leastSpeed = 20_000
    /// Milliseconds between two looks whether the visit is still wanted.
    private static let step: Int32 = 200

    init(_ address: MailboxAddress, _ settings: RemoteMailbox.Settings) throws(MailboxTrouble) {
        guard let handle = curl_easy_init() else { throw .lost("libcurl could not be started") }
        self.handle = handle
        self.address = address
        self.settings = settings
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        close()
        curl_easy_cleanup(handle)
        curl_slist_free_all(detour)
        message.deallocate()
    }

    /// Ends the connection; the server is told at once, and libcurl finds nobody to take leave of.
    func close() {
        guard socket >= 0 else { return }
        shutdown(socket, Int32(SHUT_RDWR))
        socket = -1
    }

    // MARK: Opening

    /// Connects and logs in, by PLAIN or LOGIN if the server offers them: over TLS they are as good as any,
    /// and go wrong least. Otherwise by what else there is, which may be a command of the protocol's own.
    func open() throws(MailboxFault) {
        configure()
        defer { forgetSockets() }
        set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
        end = .now + settings.timeout
        var code = curl_easy_perform(handle)
        if code == CURLE_LOGIN_DENIED, !isRefused || !hasCapabilities {
            forgetSockets()
            heard = Heard()
            _ = daybreak_curl_set_text(handle, CURLOPT_LOGIN_OPTIONS, nil)
            code = curl_easy_perform(handle)
        }
        guard code == CURLE_OK else { throw fault(code) }
        guard daybreak_curl_active_socket(handle, &socket) == CURLE_OK, socket >= 0 else {
            throw MailboxFault(.lost("libcurl has no connection"), in: .connect)
        }
    }

    /// Whether the server refused what it heard last; libcurl does not tell that from finding no way to log
    /// in.
    private var isRefused: Bool {
        let words = heard.last.split(separator: " ").prefix(2)
        return address.isIMAP ? words.last == "NO" || words.last == "BAD" : words.first == "-ERR"
    }

    /// Whether the server told what it can do. An old POP3 server refuses to, and has one way to log in only.
    private var hasCapabilities: Bool { address.isIMAP || heard.hasDot }

    private func configure() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        let host = settings.tlsName ?? address.host
        for (option, text) in [
            (CURLOPT_URL, address.url(host: host)), (CURLOPT_PROTOCOLS_STR, "imap,imaps,pop3,pop3s"),
            (CURLOPT_USERNAME, settings.user), (CURLOPT_PASSWORD, settings.password), (CURLOPT_PROXY, ""),
        ] { set(option, text) }
        if let authorities = settings.certificateAuthorities { set(CURLOPT_CAINFO, authorities) }
        if settings.tlsName != nil {
            detour = curl_slist_append(nil, "::\(address.host):\(address.port)")
            _ = daybreak_curl_set_pointer(handle, CURLOPT_CONNECT_TO, detour)
        }
        // A password goes over TLS, or stays on this machine.
        let security = address.isLoopback ? CURLUSESSL_TRY : CURLUSESSL_ALL
        let milliseconds = Int(settings.timeout.milliseconds)
        for (option, number) in [
            (CURLOPT_CONNECT_ONLY, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_NOPROGRESS, 0),
            (CURLOPT_USE_SSL, Int(security.rawValue)), (CURLOPT_CONNECTTIMEOUT_MS, milliseconds),
            (CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, milliseconds / 1000)),
        ] { _ = daybreak_curl_set_long(handle, option, number) }
        for (option, pointer) in [
            (CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(message)), (CURLOPT_HEADERDATA, context),
            (CURLOPT_XFERINFODATA, context), (CURLOPT_OPENSOCKETDATA, context),
        ] { _ = daybreak_curl_set_pointer(handle, option, pointer) }
        _ = daybreak_curl_set_data_callback(handle, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            let connection = Unmanaged<MailboxConnection>.fromOpaque(context!).takeUnretainedValue()
            let isHeard = connection.note(UnsafeRawBufferPointer(start: data, count: size * count))
            return isHeard ? size * count : 0
        }
        _ = daybreak_curl_set_progress_callback(handle) { context, _, _, _, _ in
            let connection = Unmanaged<MailboxConnection>.fromOpaque(context!).takeUnretainedValue()
            return connection.isGivenUp ? 1 : 0
        }
        _ = daybreak_curl_set_opensocket_callback(handle) { context, _, address in
            let connection = Unmanaged<MailboxConnection>.fromOpaque(context!).takeUnretainedValue()
            return connection.makeSocket(address!.pointee)
        }
    }

    private func set(_ option: CURLoption, _ text: String) {
        _ = daybreak_curl_set_text(handle, option, text)
    }

    private func makeSocket(_ address: curl_sockaddr) -> curl_socket_t {
        let made = Glibc.socket(
            address.family, address.socktype | Int32(SOCK_CLOEXEC.rawValue), address.`protocol`)
        if case let copy = fcntl(made, F_DUPFD_CLOEXEC, 0), copy >= 0 { sockets.append(copy) }
        return made
    }

    /// Whether libcurl shall stop. It would take leave of the server first and wait for the answer, so the
    /// server is cut off.
    private var isGivenUp: Bool {
        guard Task.isCancelled || .now > end else { return false }
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        return true
    }

    private func forgetSockets() {
        for socket in sockets { Glibc.close(socket) }
        sockets = []
    }

    /// - Returns: false when the server has said enough.
    private func note(_ bytes: UnsafeRawBufferPointer) -> Bool {
        heard.bytes += bytes.count
        heard.lines += 1
        heard.last = MailboxTrouble.words(bytes)
        heard.hasDot = heard.hasDot || heard.last == "."
        return heard.bytes <= Self.mostWords
    }

    /// libcurl's code does not tell the phase; with the server's last line it does.
    private func fault(_ code: CURLcode) -> MailboxFault {
        switch code {
        case CURLE_LOGIN_DENIED: return MailboxFault(denied, in: .login)
        case CURLE_USE_SSL_FAILED:
            let detail = "the server does not let TLS begin, without which no password is sent"
            return MailboxFault(
                phase: .tls, cause: .security, detail: isRefused ? "\(detail): \(heard.last)" : detail,
                isTransient: false)
        case CURLE_WRITE_ERROR: return MailboxFault(.talkative, in: .login)
        case CURLE_OPERATION_TIMEDOUT, CURLE_ABORTED_BY_CALLBACK:
            return MailboxFault(.silent, in: heard.lines == 0 ? .connect : .login)
        default: break
        }
        let failure = ConnectFailure(code: code, message: words(code), replies: []).failure
        if failure.phase == .startTLS {
            return MailboxFault(
                phase: .tls, cause: failure.cause == .tls ? .security : .network, detail: failure.detail,
                isTransient: failure.persistence == .transient)
        }
        let isAnswer = code == CURLE_WEIRD_SERVER_REPLY && heard.lines > 0
        return MailboxFault(
            isAnswer ? .refused(heard.last, isTransient: true) : .lost(failure.detail),
            in: failure.phase == .connect || heard.lines < 2 ? .connect : .login)
    }

    private var denied: MailboxTrouble {
        let words = isRefused ? heard.last : "the server offers no way to log in that can be used"
        return .refused(words, isTransient: false)
    }

    private func words(_ code: CURLcode) -> String {
        let text = String(cString: message)
        return text.isEmpty ? String(cString: curl_easy_strerror(code)) : text
    }

    // MARK: Talking

    func say(_ bytes: [UInt8]) throws(MailboxTrouble) {
        end = .now + settings.timeout
        silenceEnd = end
        var rest = bytes[...]
        while !rest.isEmpty {
            var count = 0
            switch rest.withUnsafeBytes({ curl_easy_send(handle, $0.baseAddress, $0.count, &count) }) {
            case CURLE_OK: rest = rest.dropFirst(count)
            case CURLE_AGAIN: try wait(for: POLLOUT)
            case let code: throw .lost(words(code))
            }
        }
    }

    func hear() throws(MailboxTrouble) -> [UInt8] {
        while true {
            var count = 0
            switch buffer.withUnsafeMutableBytes({ curl_easy_recv(handle, $0.baseAddress, $0.count, &count) })
            {
            case CURLE_OK where count > 0:
                guard !Task.isCancelled, .now <= end else { throw .silent }
                // A long answer has more time, but not all the time that a slow server would like.
                end += .seconds(1) * count / Self.leastSpeed
                silenceEnd = .now + settings.timeout
                return Array(buffer[..<count])
            case CURLE_OK: throw .lost("the server closed the connection")
            case CURLE_AGAIN: try wait(for: POLLIN)
            case let code: throw .lost(words(code))
            }
        }
    }

    private func wait(for events: Int32) throws(MailboxTrouble) {
        var poll = pollfd(fd: socket, events: Int16(events), revents: 0)
        repeat {
            guard !Task.isCancelled, .now <= min(end, silenceEnd) else { throw .silent }
        } while Glibc.poll(&poll, 1, Self.step) <= 0
    }
}
