// SPDX-License-Identifier: Apache-2.0

/// A mailbox at a server to which mail comes back, read over IMAP (RFC 3501, RFC 9051) or POP3 (RFC 1939).
///
/// A password is only sent over TLS, or to this machine.
public struct RemoteMailbox: Sendable {
    /// Where a mailbox is and how to enter it.
    public struct Settings: Hashable, Sendable {
        /// `imaps://host/Folder`, `imap://host/Folder` for STARTTLS, `pop3s://host`, or `pop3://host` for
        /// STLS; a port may stand behind the host. On this machine STARTTLS and STLS are used if they are
        /// offered, and elsewhere they must be. The folder is `INBOX` when there is none, and what is special
        /// in a URL is written `%20`.
        public var url: String
        /// Who we are.
        public var user: String
        /// The password, in plain text.
        public var password: String
        /// A file of PEM certificates to trust instead of the system's.
        public var certificateAuthorities: String?
        /// The name in the server's certificate, where that is not its host's.
        public var tlsName: String?
        /// Whether messages are marked as seen instead of removed, and only unseen ones are read. Over IMAP
        /// only.
        public var isKept = false
        /// For connecting, TLS and login in all, and for each answer after that. A long answer has a second
        /// more for each 20,000 bytes that came, but no longer silence.
        public var timeout: Duration = .seconds(60)

        /// A mailbox from which messages are removed.
        public init(url: String, user: String, password: String) {
            self.url = url
            self.user = user
            self.password = password
        }
    }

    /// What is wrong with settings.
    public enum Mistake: Error, Hashable, Sendable {
        /// The URL names no mailbox, or a folder with CR, LF or NUL in its name.
        case url
        /// There is no user, or CR, LF or NUL stands in it.
        case user
        /// CR, LF or NUL stands in the password.
        case password
        /// The name is none that a certificate can have.
        case tlsName
        /// There is no time for an answer.
        case timeout
        /// Over POP3 nothing can be marked as seen.
        case kept
    }

    /// What became of a visit.
    public struct Summary: Hashable, Sendable {
        /// Messages that were handed over.
        public var read = 0
        /// Messages that the server did not give when it was asked for them. They are still there, if they
        /// ever were.
        public var missing = 0
        /// Messages that were removed, or marked as seen where they are kept.
        public var removed = 0
        /// Messages of these that are marked as deleted and still there: the server can remove them only
        /// together with messages that somebody else marked (RFC 3501 §6.4.3, where it does not have RFC
        /// 4315). They are not read again.
        public var unexpunged = 0
        /// Whether there may be messages left that this visit did not ask for.
        public var hasMore = false
    }

    private let settings: Settings
    private let address: MailboxAddress
    private let limits: MailboxLimits

    /// A mailbox to visit.
    public init(_ settings: Settings) throws(Mistake) { try self.init(settings, limits: MailboxLimits()) }

    init(_ settings: Settings, limits: MailboxLimits) throws(Mistake) {
        guard let address = MailboxAddress(settings.url) else { throw .url }
        guard !settings.user.isEmpty, settings.user.isOneLine else { throw .user }
        guard settings.password.isOneLine else { throw .password }
        guard settings.tlsName.map(MailboxAddress.isHost) ?? true else { throw .tlsName }
        guard settings.timeout > .zero else { throw .timeout }
        guard address.isIMAP || !settings.isKept else { throw .kept }
        self.settings = settings
        self.address = address
        self.limits = limits
    }

    /// Visits the mailbox: hands over messages in batches, and removes those of a batch that are done with
    /// before it reads the next one. The others stay there, and are not read again in this visit.
    ///
    /// Over POP3 nothing is removed until the visit is over: after an error, what was done with may come
    /// again.
    ///
    /// It blocks on a thread of its own only, and ends within a second or two of being cancelled. A server
    /// may hang up while `take` works for ten minutes (RFC 1939 §3).
    /// - Parameters:
    ///   - most: the messages that are asked for.
    ///   - size: the messages of a batch, up to 500. A batch has 16 MB at most, but one message at least.
    ///   - take: gets a batch.
    ///     Returns the indices of the messages that are done with. When it throws, none of the batch is.
    /// - Throws: a `MailboxFault`, a `CancellationError`, or what `take` throws.
    public func visit(
        atMost most: Int = 10_000, batch size: Int = 100, isolation: isolated (any Actor)? = #isolation,
        _ take: ([MailboxMessage]) async throws -> Set<Int>
    ) async throws -> Summary {
        let session = MailboxSession(address, settings, limits)
        defer { session.stop() }
        do {
            try await session.run { (session) throws(MailboxFault) in try session.open(atMost: most) }
            var summary = Summary()
            var left = most
            while left > 0 {
                let count = max(1, min(left, size, 500))
                let batch = try await session.run { (session) throws(MailboxFault) in
                    try session.next(atMost: count)
                }
                guard batch.asked > 0 else { break }
                left -= batch.asked
                summary.add(batch)
                let done = batch.messages.isEmpty ? [] : try await take(batch.messages)
                let indices = done.filter(batch.messages.indices.contains).sorted()
                summary.unexpunged += try await session.run { (session) throws(MailboxFault) in
                    try session.remove(indices)
                }
                summary.removed += indices.count
            }
            summary.hasMore = try await session.run { (session) throws(MailboxFault) in try session.close() }
            return summary
        } catch {
            try? await session.run { (session) throws(MailboxFault) in session.end(after: error) }
            // When the task was cancelled, the error only says that the visit broke off.
            try Task.checkCancellation()
            throw error
        }
    }
}

extension RemoteMailbox.Summary {
    fileprivate mutating func add(_ batch: MailboxBatch) {
        read += batch.messages.count
        missing += batch.asked - batch.messages.count
    }
}

extension String {
    fileprivate var isOneLine: Bool { !utf8.contains { [0, 0x0A, 0x0D].contains($0) } }
}
