// SPDX-License-Identifier: Apache-2.0

/// What the sandbox says to a recipient.
enum RecipientVerdict: Equatable {
    case welcome
    case refused(String)

    /// Local parts that start with `spam` are refused after the dot.
    static func isSpam(_ recipient: String) -> Bool { recipient.lowercased().hasPrefix("spam") }
}
