import MailFormat

/// Carries transactions over one connection: runs each `SMTPDialog` and does its reading and writing.
///
/// Blocks; stays on the thread of its connection.
final class SMTPSession {
    private let connection: any RelayConnection
    private let settings: SendLoop.Settings
    private let isAbandoned: () -> Bool
    private var parser = ReplyParser()
    private var pending: [Reply] = []
    private var content: [UInt8] = []
    private let inbox = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)

    /// How often a wait looks whether the run was abandoned.
    private static let step: Duration = .milliseconds(500)

    /// - Parameter isAbandoned: asked while waiting; true makes the wait end as a lost connection.
    init(
        _ connection: any RelayConnection, settings: SendLoop.Settings,
        isAbandoned: @escaping () -> Bool = { false }
    ) {
        self.connection = connection
        self.settings = settings
        self.isAbandoned = isAbandoned
    }

    deinit { inbox.deallocate() }

    /// One transaction.
    /// - Returns: what is known now, and whether the connection can carry another.
    func deliver(
        _ delivery: LeasedDelivery, of message: any PersonalMessage
    ) -> (outcome: Outcome, reusable: Bool) {
        content.removeAll(keepingCapacity: true)
        let envelope: Envelope
        do {
            envelope = try message.write(for: delivery, into: &content)
        } catch {
            return (.failed(Self.unwritable(error)), true)
        }
        var dialog = SMTPDialog(envelope, over: connection.extensions)
        var action = dialog.begin()
        while true {
            do throws(ConnectionLoss) {
                switch action {
                case .write(let commands):
                    try write(commands)
                    action = dialog.handle(.written)
                case .writeContent:
                    // A reply that is here before the dot is out must not be taken for the answer to it.
                    if let early = pending.first {
                        action = dialog.handle(.reply(early))
                    } else {
                        try writeContent()
                        action = dialog.handle(.written)
                    }
                case .await(let final):
                    action = dialog.handle(
                        .reply(try nextReply(within: final ? settings.finalTimeout : settings.replyTimeout)))
                case .finish(let outcome, let reusable):
                    return (outcome, reusable && pending.isEmpty && !parser.isInsideReply)
                }
            } catch {
                action = dialog.handle(.lost(error))
            }
        }
    }

    /// Says goodbye (RFC 5321 §4.1.1.10) without waiting for the answer, and closes.
    func quit() {
        try? write("QUIT\r\n")
        connection.close()
    }

    /// Closes without a word.
    func close() { connection.close() }

    private func write(_ commands: String) throws(ConnectionLoss) { try send(Array(commands.utf8)) }

    private func writeContent() throws(ConnectionLoss) {
        DotStuffing.terminate(&content)
        try send(content)
    }

    private func send(_ bytes: [UInt8]) throws(ConnectionLoss) {
        let sent = bytes.withUnsafeBytes { bytes in
            Result { () throws(ConnectionLoss) in try connection.send(bytes) }
        }
        try sent.get()
    }

    private func nextReply(within timeout: Duration) throws(ConnectionLoss) -> Reply {
        while pending.isEmpty {
            let count = try receive(within: timeout)
            do {
                try parser.feed(UnsafeRawBufferPointer(rebasing: inbox[..<count])) { pending.append($0) }
            } catch ReplyParser.Fault.notAReply(let line) {
                throw .garbled(line)
            } catch {
                throw .garbled("a reply longer than \(ReplyParser.maximumBytes) bytes")
            }
        }
        return pending.removeFirst()
    }

    private func receive(within timeout: Duration) throws(ConnectionLoss) -> Int {
        var left = timeout
        while true {
            do throws(ConnectionLoss) {
                return try connection.receive(into: inbox, within: min(left, Self.step))
            } catch {
                guard case .timedOut = error else { throw error }
                left -= Self.step
                if isAbandoned() { throw .broken("the run was ended while waiting for the relay") }
                if left <= .zero { throw .timedOut }
            }
        }
    }

    /// A copy that cannot be written concerns its reader only.
    private static func unwritable(_ error: any Error) -> Failure {
        Failure(
            phase: .connect, cause: .content, persistence: .permanent, scope: .recipient,
            detail: "the copy could not be written: \(error)")
    }
}
