// SPDX-License-Identifier: Apache-2.0
import Foundation
import SQLiteStore

/// The keys that sign: DKIM's sign messages, the newsroom's own sign the links in readers' copies.
public struct KeyDesk: Sendable {
    let directory: URL
    let configuration: Configuration
    let publications: Publications
    let tokenKeys: TokenKeyStore
    let clock: WallClock

    init(_ context: NewsroomContext) {
        directory = context.directory
        configuration = context.configuration
        publications = context.publications
        tokenKeys = context.tokenKeys
        clock = context.clock
    }
}
