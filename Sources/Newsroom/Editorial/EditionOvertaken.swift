// SPDX-License-Identifier: Apache-2.0
public import Composer
public import Foundation
import SQLiteStore
public import Sender

/// A text that cannot be saved because somebody else changed the same.
public struct EditionOvertaken: Error, Sendable {
    /// Which edition.
    public let edition: EditionID
    /// What both changed.
    public let fields: [String]
    /// The last change of these, and whose it was.
    public let latest: Revision
    /// Where the refused text is.
    public let file: URL
}
