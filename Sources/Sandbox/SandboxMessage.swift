// SPDX-License-Identifier: Apache-2.0

/// A message as it came in.
public struct SandboxMessage: Hashable, Sendable {
    /// From MAIL; empty for a report.
    public let sender: String
    /// From RCPT.
    public let recipients: [String]
    /// With CRLF line ends, dots unstuffed.
    public let content: [UInt8]
}
