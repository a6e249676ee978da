// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation

/// Something read, and what is needed to take it in.
public struct Submission: Sendable {
    /// What it was called: a file, an address, standard input.
    public let name: String
    /// What was understood; nil when a server said that nothing changed since the last time.
    public let intake: Intake?
    let validators: FeedValidators?
    /// The file it was, so that a corrected one replaces what it held before.
    let file: String?

    /// Where its pictures may come from.
    var origin: MediaDesk.Origin {
        if name.contains("://") { return .web }
        return file.map {
            .files(beneath: URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent())
        } ?? .nowhere
    }
}
