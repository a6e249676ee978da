// SPDX-License-Identifier: Apache-2.0
public import Composer
public import Foundation
import MailFormat
import SQLiteStore
import Subscribers

extension Newsroom {
    /// A publication as the newsroom has it.
    public struct PublicationEntry: Sendable {
        /// Its directory, and what commands call it.
        public let id: String
        /// Who it is; nil when its files cannot be read.
        public let publication: Publication?
        /// Why it cannot be used; nil when it can.
        public let fault: String?
        /// The lists that get its editions.
        public let lists: [String]
    }

    /// Makes a publication and a list of its name, unless the list is there and gets its editions.
    /// - Parameter share: the directory that holds the templates that come with the program.
    public func add(_ publication: NewPublication, share: URL) async throws {
        var publication = publication
        let list = try await context.subscribers.lists().first { $0.name == publication.id }
        if let list, list.publication != publication.id {
            throw EditorialFault.listOfOther(list.name, gets: list.publication ?? configuration.publication)
        }
        try await publication.readLogo(by: context.reader)
        try publication.write(
            into: directory.appending(path: "templates"), themesOf: share.appending(path: "templates"))
        try await context.media.keep(publication.media)
        guard list == nil else { return }
        try await context.subscribers.create(
            try MailingList(name: publication.id, title: publication.name, publication: publication.id))
    }

    /// The publications, the newsroom's own first, each read and checked.
    public func publicationEntries() async throws -> [PublicationEntry] {
        let lists = try await context.subscribers.lists()
        return publications.names.map { id in
            let own = lists.filter { ($0.publication ?? configuration.publication) == id }.map(\.name)
            do {
                let publication = try publications.themed(id).0
                return PublicationEntry(id: id, publication: publication, fault: nil, lists: own)
            } catch {
                return PublicationEntry(
                    id: id, publication: nil, fault: Explanation.sentence(of: error), lists: own)
            }
        }
    }
}
