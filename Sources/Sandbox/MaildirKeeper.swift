// SPDX-License-Identifier: Apache-2.0
import Logging
import NIOPosix

/// Keeps each message as a file, and refuses recipients by their names.
struct MaildirKeeper: MessageKeeper {
    let maildir: Maildir
    let logger: Logger
    let onMessage: @Sendable (SandboxMessage, String) -> Void
    private let rules = RecipientRules()

    init(
        _ maildir: Maildir, logger: Logger, onMessage: @escaping @Sendable (SandboxMessage, String) -> Void
    ) {
        (self.maildir, self.logger, self.onMessage) = (maildir, logger, onMessage)
    }

    func verdict(on recipient: String) -> RecipientVerdict { rules.verdict(on: recipient) }

    func take(_ message: SandboxMessage) async -> KeptMessage {
        do {
            let name = try await NIOThreadPool.singleton.runIfActive { try maildir.keep(message) }
            onMessage(message, name)
            return .kept(name)
        } catch {
            logger.error("a message was not kept: \(error)")
            return .noRoom
        }
    }
}
