// SPDX-License-Identifier: Apache-2.0

/// What an amendment of a mailing did.
public struct Amendment: Hashable, Sendable {
    /// The number of the text: the edition as it was published is text 1, and each amendment makes the next.
    public let text: Int
    /// How many readers will get it.
    public let readers: Int

    /// What was done.
    public init(text: Int, readers: Int) {
        self.text = text
        self.readers = readers
    }
}
