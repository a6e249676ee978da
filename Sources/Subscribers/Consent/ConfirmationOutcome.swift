// SPDX-License-Identifier: Apache-2.0

/// What became of a confirmation.
public enum ConfirmationOutcome: Hashable, Sendable {
    case confirmed, alreadyActive
    /// It is too late, or they left since.
    case expired
}
