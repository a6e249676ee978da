// SPDX-License-Identifier: Apache-2.0
import CCurl
import Glibc
import MailFormat
import Sender
import Threads

/// One libcurl handle and the socket it opened.
///
/// Its limits are those of calls that block in the kernel, so they go by the system's clock.
final class CurlConnection: RelayConnection {
    /// From the last answer to EHLO.
    var extensions = RelayExtensions()
    /// Whether TLS is spoken.
    private(set) var isEncrypted = false

    private let handle: OpaquePointer
    private var socket: curl_socket_t = -1
    private let executor: any SocketExecutor
    private let isUnwanted: () -> Bool
    private let timeout: Duration
    /// Whether the last read filled its buffer.
    private var hasMore = false
    private var parser = ReplyParser()
    /// What the relay said before it let us in.
    private var replies: [Reply] = []
    /// How it knows who we are; nil when it does not.
    private(set) var mechanism: AuthMechanism?
    /// Where to connect instead of to the URL's host; libcurl reads it later.
    private var detour: UnsafeMutablePointer<curl_slist>?
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// The most that TLS takes at once (RFC 8446 §5.1).
    private static let record = 16_384
    /// The longest a write may wait for room: RFC 5321 §4.5.3.2.5 asks for 3 minutes for a block of data.
    private static let sendTimeout: Duration = .seconds(180)
    /// Milliseconds between two looks whether a login is still wanted.
    private static let step: Int32 = 200
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init(
        timeout: Duration, waitingOn executor: any SocketExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) {
        guard Self.isLibraryReady, let handle = curl_easy_init() else {
            throw Failure(
                phase: .connect, cause: .other, persistence: .transient, scope: .relay,
                detail: "libcurl could not be started")
        }
        self.handle = OpaquePointer(handle)
        self.executor = executor
        self.isUnwanted = isUnwanted
        self.timeout = timeout
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        set(CURLOPT_CONNECT_ONLY, 1)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_CERTINFO, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(timeout.milliseconds))
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(timeout.milliseconds) / 1000))
    }

    deinit {
        curl_easy_cleanup(raw)
        curl_slist_free_all(detour)
        message.deallocate()
    }

    private var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

    func set(_ option: CURLoption, _ value: Int) { _ = daybreak_curl_set_long(raw, option, value) }

    func set(_ option: CURLoption, _ value: String) { _ = daybreak_curl_set_text(raw, option, value) }

    /// Goes to a host and port whatever the URL says: `::host:port`.
    func connect(to place: String) {
        detour = curl_slist_append(detour, place)
        _ = daybreak_curl_set_pointer(raw, CURLOPT_CONNECT_TO, detour)
    }

    /// Connects and enters.
    /// - Parameters:
    ///   - isSMTPS: whether TLS is spoken from the first byte.
    ///   - mechanism: how to authenticate; nil for not at all. A relay that offers no AUTH lets us in all the same, and then
    ///     nobody is authenticated.
    func open(isSMTPS: Bool, mechanism: AuthMechanism?) throws(Failure) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = daybreak_curl_set_pointer(raw, CURLOPT_ERRORBUFFER, message)
        _ = daybreak_curl_set_pointer(raw, CURLOPT_HEADERDATA, context)
        _ = daybreak_curl_set_data_callback(raw, CURLOPT_HEADERFUNCTION) { data, size, count, context in
            let connection = Unmanaged<CurlConnection>.fromOpaque(context!).takeUnretainedValue()
            let isHeard = connection.hear(UnsafeRawBufferPointer(start: data, count: size * count))
            return isHeard ? size * count : 0
        }
        set(CURLOPT_NOPROGRESS, 0)
        _ = daybreak_curl_set_pointer(raw, CURLOPT_XFERINFODATA, context)
        _ = daybreak_curl_set_progress_callback(raw) { context, _, _, _, _ in
            Unmanaged<CurlConnection>.fromOpaque(context!).takeUnretainedValue().isUnwanted() ? 1 : 0
        }
        let code = curl_easy_perform(raw)
        guard code == CURLE_OK, daybreak_curl_active_socket(raw, &socket) == CURLE_OK, socket >= 0 else {
            throw ConnectFailure(code: code, message: String(cString: message), replies: replies).failure
        }
        if let hello = replies.last(where: { $0.code == 250 }) {
            extensions = RelayExtensions(keywords: hello.lines.dropFirst())
        }
        // The relay's second 220 lets TLS begin (RFC 3207 §4); its first one is the greeting.
        isEncrypted = isSMTPS || replies.count { $0.code == 220 } > 1
        if replies.contains(where: { $0.code == 235 }) { self.mechanism = mechanism }
    }

    /// AUTH LOGIN in our own words, for a relay that offers it in a form libcurl does not read. Blocks.
    func login(as user: String, _ password: String) throws(Failure) {
        for line in ["AUTH LOGIN", Base64.text(of: Array(user.utf8)), Base64.text(of: Array(password.utf8))] {
            let reply = try answer(to: line)
            guard reply.code == 334 || reply.code == 235 else {
                throw ReplyClassification.failure(reply, from: .submissionRelay(.authentication))
            }
            if reply.code == 235 { mechanism = .login }
        }
        guard mechanism != nil else {
            throw ReplyClassification.failure(
                replies.last ?? Reply(code: 535, lines: []), from: .submissionRelay(.authentication))
        }
    }

    /// Says a line and waits for one reply, for at most as long as connecting may take.
    private func answer(to line: String) throws(Failure) -> Reply {
        let end = ContinuousClock.now + timeout
        var bytes = Array("\(line)\r\n".utf8)[...]
        while !bytes.isEmpty {
            var count = 0
            switch bytes.withUnsafeBytes({ curl_easy_send(raw, $0.baseAddress, $0.count, &count) }) {
            case CURLE_OK: bytes = bytes.dropFirst(count)
            case CURLE_AGAIN: try block(for: POLLOUT, until: end)
            case let code: throw lostInLogin(loss(code).description)
            }
        }
        let before = replies.count
        var buffer = [UInt8](repeating: 0, count: 1024)
        while replies.count == before {
            var count = 0
            switch buffer.withUnsafeMutableBytes({ curl_easy_recv(raw, $0.baseAddress, $0.count, &count) }) {
            case CURLE_OK where count > 0:
                let isHeard = buffer.withUnsafeBytes { hear(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                if !isHeard { throw lostInLogin("a reply longer than \(ReplyParser.maximumBytes) bytes") }
            case CURLE_OK: throw lostInLogin(ConnectionLoss.closed.description)
            case CURLE_AGAIN: try block(for: POLLIN, until: end)
            case let code: throw lostInLogin(loss(code).description)
            }
        }
        return replies[before]
    }

    private func block(for events: Int32, until end: ContinuousClock.Instant) throws(Failure) {
        var poll = pollfd(fd: socket, events: Int16(events), revents: 0)
        while Glibc.poll(&poll, 1, Self.step) <= 0 {
            if isUnwanted() || .now > end { throw lostInLogin(ConnectionLoss.timedOut.description) }
        }
    }

    private func lostInLogin(_ detail: String) -> Failure {
        Failure(
            phase: .authentication, cause: .network, persistence: .transient, scope: .relay, detail: detail)
    }

    /// - Returns: false when a reply is longer than any reply: libcurl would listen on. What is no reply is its own to complain
    ///   about.
    private func hear(_ bytes: UnsafeRawBufferPointer) -> Bool {
        do {
            try parser.feed(bytes) { replies.append($0) }
        } catch ReplyParser.Fault.tooLong {
            return false
        } catch {}
        return true
    }

    func send(
        _ bytes: ArraySlice<UInt8>, sent: inout Int, untilHeard: Bool
    ) async throws(ConnectionLoss) {
        sent = 0
        while sent < bytes.count {
            var count = 0
            // Of several records libcurl does not tell which are out when one is lost.
            let piece = bytes.dropFirst(sent).prefix(isEncrypted ? Self.record : .max)
            let code = piece.withUnsafeBytes { curl_easy_send(raw, $0.baseAddress, $0.count, &count) }
            switch code {
            case CURLE_OK: sent += count
            case CURLE_AGAIN:
                let ready = try await wait(
                    for: untilHeard ? POLLOUT | POLLIN : POLLOUT, within: Self.sendTimeout)
                if ready & POLLOUT == 0, ready & POLLIN != 0 { return }
            default: throw loss(code)
            }
        }
    }

    func receive(
        into buffer: UnsafeMutableRawBufferPointer, within timeout: Duration
    ) async throws(ConnectionLoss) -> Int {
        // The relay has not answered yet, as a rule: asking for its bytes first would be a call in vain. Only a
        // read that filled its buffer may have left bytes where `poll` cannot see them, inside TLS.
        if !hasMore { try await wait(for: POLLIN, within: timeout) }
        while true {
            var count = 0
            let code = curl_easy_recv(raw, buffer.baseAddress, buffer.count, &count)
            hasMore = code == CURLE_OK && count == buffer.count
            switch code {
            case CURLE_OK where count > 0: return count
            case CURLE_OK: throw .closed
            case CURLE_AGAIN: try await wait(for: POLLIN, within: timeout)
            default: throw loss(code)
            }
        }
    }

    /// The relay's address; nil when libcurl does not know it.
    var peer: String? {
        var text: UnsafePointer<CChar>?
        guard daybreak_curl_text(raw, CURLINFO_PRIMARY_IP, &text) == CURLE_OK, let text else { return nil }
        return String(cString: text)
    }

    /// The last day of the relay's certificate, UTC; nil without TLS.
    var certificateEnds: CalendarDay? {
        daybreak_curl_certificate_field(raw, "Expire date").flatMap {
            CalendarDay(certificate: String(cString: $0))
        }
    }

    /// The keywords of its last answer to EHLO, each with its parameters.
    var keywords: [String] { replies.last { $0.code == 250 }.map { Array($0.lines.dropFirst()) } ?? [] }

    /// libcurl keeps the socket until the handle goes; the peer is told at once.
    func close() {
        guard socket >= 0 else { return }
        shutdown(socket, Int32(SHUT_RDWR))
        socket = -1
    }

    /// - Returns: what came of `events`, and errors.
    @discardableResult
    private func wait(for events: Int32, within timeout: Duration) async throws(ConnectionLoss) -> Int32 {
        let ready = await executor.wait(for: events, on: socket, within: timeout)
        if ready == 0 { throw .timedOut }
        return Int32(ready)
    }

    private func loss(_ code: CURLcode) -> ConnectionLoss {
        let text = String(cString: message)
        return .broken(text.isEmpty ? String(cString: curl_easy_strerror(code)) : text)
    }
}

extension RelayExtensions {
    /// Reads the keywords of an answer to EHLO (RFC 5321 §4.1.1.1), each with its parameters.
    init(keywords: some Sequence<String>) {
        self.init()
        for keyword in keywords {
            let words = keyword.uppercased().split(separator: " ")
            if words.first == "PIPELINING" { pipelining = true }
            if words.first == "SMTPUTF8" { smtpUTF8 = true }
            if words.first == "SIZE" {
                size = true
                maximumSize = words.dropFirst().first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            }
        }
    }
}
