// SPDX-License-Identifier: Apache-2.0

/// What became of a change.
public enum EditionSaving: Hashable, Sendable {
    /// It is kept as this revision.
    case saved(Int)
    /// The edition went out whole: it is what readers have.
    case wentOut
    /// Somebody saved another revision meanwhile.
    case overtaken
}
