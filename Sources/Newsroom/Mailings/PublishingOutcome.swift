// SPDX-License-Identifier: Apache-2.0

/// What became of a mailing whose time had come.
public enum PublishingOutcome: Hashable, Sendable {
    /// To how many.
    case published(audience: Int)
    /// It waits for an operator, and why.
    case held(String)
    /// Why it could not be published; it is tried again.
    case refused(String)
}
