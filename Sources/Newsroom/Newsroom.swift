import Composer
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
    /// The keys of its readers' links.
    public let tokenKeys: TokenKeyStore
    let database: NewsroomDatabase
    private let environment: [String: String]

    /// The configuration's file name.
    public static let configurationFile = "daybreak.yaml"

    /// Opens a newsroom.
    public init(at directory: URL, environment: [String: String] = ProcessInfo.processInfo.environment) throws
    {
        // Relative paths belong to a directory, whatever the URL says it is.
        let directory = URL(fileURLWithPath: directory.path, isDirectory: true)
        let configuration = try Self.configuration(in: directory, environment, wantsSecrets: false)
        let database = try NewsroomDatabase(
            opening: Self.path(of: configuration, in: directory), now: Machine.now, random: Machine.random)
        self.init(at: directory, configuration, database, environment)
    }

    private init(
        at directory: URL, _ configuration: Configuration, _ database: NewsroomDatabase,
        _ environment: [String: String]
    ) {
        self.directory = directory
        self.configuration = configuration
        self.database = database
        self.environment = environment
        subscribers = SubscriberStore(database)
        articles = ArticleStore(database)
        editions = EditionStore(database)
        mailings = MailingStore(database)
        tokenKeys = TokenKeyStore(database)
    }

    /// Lets go of the database, whoever still holds the newsroom: what is in its log is written into its file, and the log
    /// is gone.
    public func close() throws { try database.close() }

    /// Refuses to send while what `daybreak.yaml` names of the relays' users and passwords is not there. Everything else can
    /// be done without.
    public func requireSecrets() throws { _ = try Self.configuration(in: directory, environment) }

    /// The same newsroom with `daybreak.yaml` as it is now, and the same database, whatever that file says of it.
    /// - Throws: what is wrong with it, with its secrets, with its own publication, or with the keys that sign.
    func reread() throws -> Newsroom {
        let newsroom = Newsroom(
            at: directory, try Self.configuration(in: directory, environment), database, environment)
        _ = try newsroom.publication()
        let signed = newsroom.configuration.dkim.flatMap { $0.publications ?? [] }
        for publication in [newsroom.configuration.publication] + signed {
            _ = try newsroom.signingIdentities(at: Self.now, of: publication)
        }
        return newsroom
    }

    /// - Parameter wantsSecrets: whether users' names and passwords must be there, in the environment or in their files.
    static func configuration(
        in directory: URL, _ environment: [String: String], wantsSecrets: Bool = true
    ) throws -> Configuration {
        let file = directory.appending(path: Self.configurationFile)
        guard let yaml = try? String(contentsOf: file, encoding: .utf8) else {
            throw NewsroomError(
                .configuration,
                "\(file.path) cannot be read: run “daybreak init” or name the newsroom with --newsroom")
        }
        return try Configuration(
            yaml: yaml, file: file.path, directory: directory, environment: environment,
            wantsSecrets: wantsSecrets)
    }

    private static func path(of configuration: Configuration, in directory: URL) -> String {
        URL(fileURLWithPath: configuration.database, relativeTo: directory).path
    }

    /// Where a newsroom's database is, or would be.
    static func databasePath(of directory: URL) throws -> String {
        let directory = URL(fileURLWithPath: directory.path, isDirectory: true)
        let environment = ProcessInfo.processInfo.environment
        return path(of: try configuration(in: directory, environment, wantsSecrets: false), in: directory)
    }

    /// Where links in mail lead.
    var links: ReaderLinks { ReaderLinks(baseURL: configuration.baseURL) }

    /// What editors may merge: the fields everyone has, and the newsroom's own attributes.
    public func knownFields() async throws -> Set<MergeField> {
        let names = try await subscribers.attributes().keys
        return Set([.email, .firstName, .lastName, .name, .language] + names.map(MergeField.attribute))
    }
}
