// SPDX-License-Identifier: Apache-2.0

/// A message that a mail server handed over could not be taken: the server keeps it, and tries again.
public struct PipeFault: Error, Sendable {
    /// A clause.
    let reason: String

    /// - Parameter reason: a clause.
    public init(because reason: String) { self.reason = reason }
}
