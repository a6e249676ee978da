// SPDX-License-Identifier: Apache-2.0

/// What becomes of messages that the sandbox gets.
protocol MessageKeeper: Sendable {
    /// What is said to a recipient.
    func verdict(on recipient: String) -> RecipientVerdict

    /// Takes a message whose dot was seen.
    func take(_ message: SandboxMessage) async -> KeptMessage
}

/// What became of one.
enum KeptMessage: Sendable {
    /// It is kept under that name.
    case kept(String)
    /// It could not be.
    case noRoom
    /// It is kept, and the connection breaks before anybody says so.
    case unanswered
}
