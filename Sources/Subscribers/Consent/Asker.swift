// SPDX-License-Identifier: Apache-2.0

/// Who says that somebody wants a list.
public enum Asker: Hashable, Sendable {
    /// An operator, who is believed and may complete what is known of a person.
    case `operator`
    /// A stranger, since anybody can type an address into a form. What they say of the person is believed only when the owner
    /// of the mailbox confirms it, and never of somebody who is here already.
    case stranger
}
