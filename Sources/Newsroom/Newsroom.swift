public import Composer
public import Foundation
public import MailFormat
public import SQLiteStore
import Subscribers

/// A newsroom: a directory with its configuration, database, templates and lists, and what can be done in it.
public struct Newsroom: Sendable {
    /// Where it is.
    public let directory: URL
    /// `daybreak.yaml`
    public let configuration: Configuration
    /// Its people and lists.
    public let subscribers: SubscriberStore
    /// Its articles.
    public let articles: ArticleStore
    /// Its editions.
    public let editions: EditionStore
    /// Its mailings and their ledger.
    public let mailings: MailingStore
    let database: NewsroomDatabase

    /// The configuration's file name.
    public static let configurationFile = "daybreak.yaml"

    /// Opens a newsroom.
    public init(at directory: URL, environment: [String: String] = ProcessInfo.processInfo.environment) throws
    {
        // Relative paths belong to a directory, whatever the URL says it is.
        let directory = URL(fileURLWithPath: directory.path, isDirectory: true)
        let file = directory.appending(path: Self.configurationFile)
        guard let yaml = try? String(contentsOf: file, encoding: .utf8) else {
            throw NewsroomError(
                .configuration,
                "\(file.path) cannot be read: run “daybreak init” or name the newsroom with --newsroom")
        }
        let configuration = try Configuration(
            yaml: yaml, file: file.path, directory: directory, environment: environment)
        let path = URL(fileURLWithPath: configuration.database, relativeTo: directory).path
        let database = try NewsroomDatabase(opening: path)
        self.directory = directory
        self.configuration = configuration
        self.database = database
        subscribers = SubscriberStore(database)
        articles = ArticleStore(database)
        editions = EditionStore(database)
        mailings = MailingStore(database)
    }

    /// The publication and its theme, checked.
    public func publication() throws -> (Publication, Theme) {
        let id = configuration.publication
        let home = directory.appending(path: "templates/\(id)")
        let file = home.appending(path: "publication.yaml")
        guard let yaml = try? String(contentsOf: file, encoding: .utf8) else {
            throw NewsroomError(
                .configuration, "\(file.path) is missing: it says who the publication “\(id)” is")
        }
        let publication = try Publication(yaml: yaml, id: id, named: file.path)
        let theme = directory.appending(path: "templates/\(publication.theme)")
        return (publication, try Theme(directory: theme.path))
    }

    /// Where links in mail lead.
    var links: ReaderLinks { ReaderLinks(baseURL: configuration.baseURL) }

    /// What editors may merge for a list: the fields everyone has, and the list's own.
    /// - Parameter list: nil for a newsroom-wide preview.
    public func knownFields(of list: String?) async throws -> Set<MergeField> {
        var names: [String] = []
        if let list {
            names = try await subscribers.attributeNames(of: list)
        } else {
            for summary in try await subscribers.lists() {
                names += try await subscribers.attributeNames(of: summary.list.name)
            }
        }
        return Set([.email, .firstName, .lastName, .name] + names.map(MergeField.attribute))
    }
}
