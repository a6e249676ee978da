// SPDX-License-Identifier: Apache-2.0
import Newsroom
import Synchronization

/// Readers' pages in the name and colours of each publication; of one whose files cannot be read, in those of the newsroom's
/// own.
final class PagesOfPublications: Sendable {
    /// The pages of the newsroom's own publication, for readers of whom no publication is known.
    let own: ReaderPages
    private let desk: ReaderDesk
    private let known: Mutex<[String: ReaderPages]>

    init(_ desk: ReaderDesk) throws {
        self.desk = desk
        own = try ReaderPages(desk.publication(desk.ownPublication), desk.mediaAddress)
        known = Mutex([desk.ownPublication: own])
    }

    /// The pages of a publication; nil for the newsroom's own.
    subscript(publication: String?) -> ReaderPages {
        guard let publication else { return own }
        if let pages = known.withLock({ $0[publication] }) { return pages }
        guard let brand = try? desk.publication(publication) else { return own }
        let pages = own.branded(brand, desk.mediaAddress)
        known.withLock { $0[publication] = pages }
        return pages
    }
}
