// SPDX-License-Identifier: Apache-2.0
import Composer
public import Foundation
public import MailFormat
public import Newsroom
public import Sender
import Subscribers

/// A newsroom of the test's own, with one article, one edition and some readers on the list “morning”.
public final class TemporaryNewsroom: Sendable {
    /// Where it is.
    public let directory: URL
    /// The newsroom.
    public let newsroom: Newsroom
    /// Its edition.
    public let edition: EditionID

    /// - Parameters:
    ///   - readers: how many; `reader1@inbox.test` and so on, called Reader1.
    ///   - port: of the relay on loopback.
    ///   - clock: what it tells the time by.
    public init(readers: Int, port: Int = 9, clock: WallClock = .system) async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "newsroom-\(UUID().uuidString)")
        let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
            .standardized
        try await Newsroom.create(at: directory, share: source, clock: clock)
        let file = directory.appending(path: Newsroom.configurationFile)
        let yaml = try String(contentsOf: file, encoding: .utf8)
            .replacing("127.0.0.1:2525", with: "127.0.0.1:\(port)")
            .replacing("base_url: http://127.0.0.1:8080", with: "base_url: https://news.example.com")
        try (yaml + "retry: { first: 1s }\n").write(to: file, atomically: true, encoding: .utf8)
        newsroom = try Newsroom(at: directory, clock: clock)
        let article = try await newsroom.editorial.read("-", as: .markdown) { Data(Self.article.utf8) }
        _ = try await newsroom.editorial.take(article)
        var draft = EditionDraft(articles: ["bread"])
        draft.introduction = "Good morning, {{reader.first_name | friend}}."
        edition = try await newsroom.editorial.add(draft).0
        for number in 1...readers {
            let row = ImportRow(
                address: try EmailAddress("reader\(number)@inbox.test"), firstName: "Reader\(number)")
            _ = try await newsroom.people.add(row, to: "morning", because: Evidence("test"))
        }
    }

    private static let article = """
        ---
        slug: bread
        section: Food
        headline: Bread is back
        standfirst: It was away for the time it takes to bake one.
        url: https://example.com/bread
        ---
        It never left.

        """

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Publishes the edition to the list now.
    /// - Parameter again: why it goes out once more.
    public func publish(again: String? = nil) async throws -> MailingID {
        let mailing = try await newsroom.mailings.schedule(edition, to: "morning", at: nil, override: again)
        _ = try await newsroom.mailings.publish(mailing)
        return mailing
    }

    /// Makes a second publication with a public list of its own.
    /// - Parameter lines: what its `publication.yaml` has besides.
    public func addPublication(
        _ id: String, named name: String, from address: String, list: String, lines: String = ""
    ) async throws {
        let templates = directory.appending(path: "templates")
        let home = templates.appending(path: id)
        try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
        let own = templates.appending(path: "daily-caffeine/publication.yaml")
        try String(contentsOf: own, encoding: .utf8)
            .replacing("name: The Daily Caffeine", with: "name: \(name)")
            .replacing("morning@daily-caffeine.example", with: address)
            .appending("theme: letter\n\(lines)")
            .write(to: home.appending(path: "publication.yaml"), atomically: true, encoding: .utf8)
        try await newsroom.people.create(
            MailingList(name: list, title: "The \(list)", isPublic: true, publication: id))
    }

    /// A reader's number.
    public func reader(_ number: Int) async throws -> SubscriberID {
        try await newsroom.people.subscriber(EmailAddress("reader\(number)@inbox.test")).id
    }
}
