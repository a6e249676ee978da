// SPDX-License-Identifier: Apache-2.0

/// The settings of the mail server that keeps what it gets, for trials.
public struct SandboxSettings: Hashable, Sendable {
    /// The port that it listens on, on loopback.
    public var port = 2525
    /// The directory of its messages, relative to the newsroom.
    public var maildir = "sandbox"
}
