// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Carries transactions over one connection: runs each `SMTPDialog` and does its reading and writing. It runs where its
/// connection waits.
final class SMTPSession {
    private let connection: any RelayConnection
    private let limits: RelayLimits
    private let journal: any TransmissionJournal
    private let clock: SendClock
    private let isAbandoned: () -> Bool
    private var parser = ReplyParser()
    private var pending: [Reply] = []
    /// Why the connection is of no more use once `pending` is handled: what came behind those replies is none.
    private var fault: ConnectionLoss?
    /// The transaction whose commands are out already.
    private var announced: Transaction?
    /// A buffer to write the next copy into.
    private var spare: [UInt8] = []
    private let inbox = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)

    /// The largest content, in bytes, that goes out in one write with its dot.
    private static let oneWrite = 65_536
    /// How often a wait looks whether the run was abandoned.
    private static let step: Duration = .milliseconds(500)

    /// - Parameter isAbandoned: asked while waiting; true makes the wait end as a lost connection.
    init(
        _ connection: any RelayConnection, limits: RelayLimits, journal: any TransmissionJournal,
        clock: SendClock, isAbandoned: @escaping () -> Bool = { false }
    ) {
        self.connection = connection
        self.limits = limits
        self.journal = journal
        self.clock = clock
        self.isAbandoned = isAbandoned
    }

    deinit { inbox.deallocate() }

    /// One transaction.
    /// - Parameter following: the job to deliver next, if there is one: where the relay allows it, its transaction opens behind
    ///   this one's content.
    /// - Returns: what is known now, and whether the connection can carry another.
    func deliver(
        _ job: DeliveryJob, following: DeliveryJob? = nil
    ) async -> (outcome: Outcome, reusable: Bool) {
        var (transaction, action): (Transaction, SMTPDialog.Action)
        do {
            (transaction, action) = try begin(job)
        } catch {
            return (.failed(Self.unwritable(error)), true)
        }
        defer { spare = transaction.content }
        while true {
            do throws(ConnectionLoss) {
                switch action {
                case .write(let commands):
                    try await write(commands)
                    action = transaction.dialog.handle(.written)
                case .writeContent:
                    let early = try await writeContent(&transaction.content, of: job, following)
                    action = transaction.dialog.handle(early.map { .reply($0) } ?? .written)
                case .await(let final):
                    action = transaction.dialog.handle(
                        .reply(try await nextReply(within: final ? limits.finalTimeout : limits.replyTimeout))
                    )
                case .finish(let outcome, let reusable):
                    // The relay may have answered the announced commands already.
                    let isClean = announced != nil || (pending.isEmpty && !parser.isInsideReply)
                    return (outcome, reusable && isClean)
                }
            } catch {
                action = transaction.dialog.handle(.lost(error))
            }
        }
    }

    /// A message and what is said about it.
    private struct Transaction {
        var dialog: SMTPDialog
        var content: [UInt8]
    }

    /// Opens a job's transaction, or goes on with it where it is announced.
    private func begin(_ job: DeliveryJob) throws -> (Transaction, SMTPDialog.Action) {
        if let transaction = announced {
            announced = nil
            return (transaction, transaction.dialog.beginAnnounced())
        }
        let transaction = try compose(job)
        return (transaction, transaction.dialog.begin())
    }

    private func compose(_ job: DeliveryJob) throws -> Transaction {
        var content = spare
        spare = []
        content.removeAll(keepingCapacity: true)
        let envelope = try job.message.write(
            for: job.delivery, into: &content, returningTo: limits.returnPath)
        let dialog = SMTPDialog(envelope, size: content.count, over: connection.extensions)
        return Transaction(dialog: dialog, content: content)
    }

    /// Opens the next transaction behind the content of this one. A copy that cannot be written is not announced; its failure
    /// is reported when its own turn comes.
    private func announce(_ job: DeliveryJob, behind content: inout [UInt8]) {
        guard let next = try? compose(job), let commands = next.dialog.announcement else { return }
        announced = next
        content += commands.utf8
    }

    /// Whether transactions may open behind the content of others.
    var announces: Bool { connection.extensions.oneRoundTrip }

    /// Says goodbye (RFC 5321 §4.1.1.10) without waiting for the answer, and closes.
    func quit() async {
        try? await write("QUIT\r\n")
        connection.close()
    }

    /// Closes without a word.
    func close() { connection.close() }

    private func write(_ commands: String) async throws(ConnectionLoss) {
        var sent = 0
        try await connection.send(Array(commands.utf8)[...], sent: &sent, untilHeard: false)
    }

    /// Throws only while the dot is not out: a connection that is lost after it is noticed when the answer is awaited.
    /// - Returns: a reply that came before the dot was out. It must not be taken for the answer to the dot, which is not sent
    ///   any more.
    private func writeContent(
        _ content: inout [UInt8], of job: DeliveryJob, _ following: DeliveryJob?
    ) async throws(ConnectionLoss) -> Reply? {
        if let early = try await reply() { return early }
        journal.note(job.delivery.id, .begun)
        if job.message.canStartLinesWithDots { DotStuffing.stuff(&content) }
        DotStuffing.terminate(&content)
        let end = content.count
        var sent = 0
        if end > Self.oneWrite {
            let dot = end - DotStuffing.dot.count
            if let early = try await send(content, from: &sent, to: dot, dotEndsAt: end) { return early }
            if let early = try await replyAtHand() { return early }
        }
        if let following { announce(following, behind: &content) }
        do throws(ConnectionLoss) {
            return try await send(content, from: &sent, to: content.count, dotEndsAt: end)
        } catch {
            if sent < end { throw error }
            return nil
        }
    }

    /// Writes a part of a content, and what is announced behind it.
    /// - Returns: a reply that came before the dot was out; then not all is written.
    private func send(
        _ content: [UInt8], from sent: inout Int, to limit: Int, dotEndsAt end: Int
    ) async throws(ConnectionLoss) -> Reply? {
        while sent < limit {
            let isOpen = sent < end
            var count = 0
            defer { sent += count }
            do throws(ConnectionLoss) {
                try await connection.send(content[sent..<limit], sent: &count, untilHeard: isOpen)
            } catch {
                // A relay that breaks the connection off may have said why.
                if sent + count < end, let last = try? await replyAtHand() { return last }
                throw error
            }
            if sent + count < min(end, limit), let early = try await replyAtHand() { return early }
        }
        return nil
    }

    private func nextReply(within timeout: Duration) async throws(ConnectionLoss) -> Reply {
        var left = timeout
        while pending.isEmpty {
            if let fault { throw fault }
            take(try await receive(within: &left))
        }
        return pending.removeFirst()
    }

    /// The next reply if it has begun to come.
    private func reply() async throws(ConnectionLoss) -> Reply? {
        if pending.isEmpty, !parser.isInsideReply { return nil }
        return try await nextReply(within: limits.replyTimeout)
    }

    /// Looks for a reply without waiting for one to begin.
    private func replyAtHand() async throws(ConnectionLoss) -> Reply? {
        if pending.isEmpty, !parser.isInsideReply {
            do throws(ConnectionLoss) {
                take(try await connection.receive(into: inbox, within: .zero))
            } catch {
                guard case .timedOut = error else { throw error }
            }
        }
        return try await reply()
    }

    /// Parses the first `count` bytes of the inbox as replies.
    private func take(_ count: Int) {
        do {
            try parser.feed(UnsafeRawBufferPointer(rebasing: inbox[..<count])) { pending.append($0) }
        } catch ReplyParser.Fault.notAReply(let line) {
            fault = .garbled(line)
        } catch {
            fault = .garbled("a reply longer than \(ReplyParser.maximumBytes) bytes")
        }
    }

    /// Reads what there is, waiting for it if need be; takes the wait off `left`, so that a reply has its time however many
    /// pieces it comes in.
    private func receive(within left: inout Duration) async throws(ConnectionLoss) -> Int {
        while true {
            if left <= .zero { throw .timedOut }
            let begun = clock.now()
            do throws(ConnectionLoss) {
                let count = try await connection.receive(into: inbox, within: min(left, Self.step))
                left -= clock.now() - begun
                return count
            } catch {
                guard case .timedOut = error else { throw error }
                left -= Self.step
                if isAbandoned() { throw .broken("the run was ended while waiting for the relay") }
            }
        }
    }

    /// A copy that cannot be written or signed is our fault, whoever it is for.
    private static func unwritable(_ error: any Error) -> Failure {
        Failure(
            phase: .connect, cause: .content, persistence: .permanent, scope: .message,
            detail: "the copy could not be written: \(error)")
    }
}
