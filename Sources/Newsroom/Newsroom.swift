// SPDX-License-Identifier: Apache-2.0
import DomainRecords
public import Foundation
import SQLiteStore

/// A newsroom: a directory with its configuration, database and templates, and the desks at which its work is done.
public struct Newsroom: Sendable {
    /// Where it is.
    public let directory: URL
    /// `daybreak.yaml`
    public let configuration: Configuration
    /// The publications under `templates/`.
    public let publications: Publications
    /// Articles and editions: taken in, made up, proved, looked at.
    public let editorial: EditorialDesk
    /// Mailings: planned, published, sent, reported.
    public let mailings: MailingDesk
    /// People, their lists and their consent.
    public let people: PeopleDesk
    /// Pictures.
    public let media: MediaDesk
    /// The keys that sign messages and links.
    public let keys: KeyDesk
    /// Recurring editions.
    public let rules: RuleDesk
    /// What is wrong, and who is told.
    public let alarms: AlarmDesk
    /// Many sending machines.
    public let fleet: FleetDesk
    /// Mail that comes back.
    public let returns: ReturnDesk
    /// The care of the database.
    public let database: DatabaseDesk
    let context: NewsroomContext
    private let environment: [String: String]

    /// The configuration's file name.
    public static let configurationFile = "daybreak.yaml"

    /// Opens a newsroom.
    /// - Parameters:
    ///   - clock: what it tells the time and waits by.
    ///   - reader: who reads what strangers wrote.
    ///   - asksDNS: whether DNS is asked who runs readers' mailboxes.
    ///   - random: what its secrets are made of, and what else is left to chance.
    public init(
        at directory: URL, clock: WallClock = .system, random: Randomness = .system,
        reader: SourceReader = .here, asksDNS: Bool = false,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        try self.init(
            at: directory, clock: clock, random: random, reader: reader, asksDNS: asksDNS,
            environment: environment, access: .usual)
    }

    /// - Parameters:
    ///   - access: how it gets at its database.
    ///   - known: what others read of its publications.
    init(
        at directory: URL, clock: WallClock, random: Randomness, reader: SourceReader = .here,
        asksDNS: Bool = false, environment: [String: String] = [:], access: DatabaseAccess,
        known: Publications.Known = Publications.Known()
    ) throws {
        // Paths are relative to the URL only when it says that it is a directory's.
        let directory = URL(fileURLWithPath: directory.path, isDirectory: true)
        let configuration = try Self.configuration(in: directory, environment, needing: [])
        let database = try NewsroomDatabase(
            opening: Self.path(of: configuration, in: directory), now: clock.read, random: random.read,
            access: access)
        self.init(
            NewsroomContext(
                at: directory, configuration, database, clock, random, reader,
                asksDNS ? AresResolver(servers: []) : nil, known: known), environment)
    }

    init(_ context: NewsroomContext, _ environment: [String: String]) {
        self.context = context
        self.environment = environment
        directory = context.directory
        configuration = context.configuration
        publications = context.publications
        keys = KeyDesk(context)
        people = PeopleDesk(context)
        media = MediaDesk(context)
        editorial = EditorialDesk(context, media)
        mailings = MailingDesk(context, editorial, people, keys, media)
        fleet = FleetDesk(context, mailings)
        returns = ReturnDesk(context, mailings)
        alarms = AlarmDesk(context)
        rules = RuleDesk(context, editorial, mailings, people)
        database = DatabaseDesk(context, media)
    }

    /// Lets go of the database, whoever still holds the newsroom: what is in its log is written into its file, and the log
    /// is gone.
    public func close() throws { try context.database.close() }

    /// Throws when secrets that `daybreak.yaml` refers to are not there. Whatever is not one of these uses can be done without them.
    public func requireSecrets(for uses: SecretUses) throws {
        _ = try Self.configuration(in: directory, environment, needing: uses)
    }

    /// Reads `daybreak.yaml` again for this newsroom. The database stays the one that is open, whatever the file says of it.
    /// - Parameter uses: the uses whose secrets must be there.
    /// - Throws: what is wrong with it, with its secrets, with its own publication, or with the keys that sign.
    func reread(needing uses: SecretUses = .all) throws -> Newsroom {
        let newsroom = Newsroom(
            NewsroomContext(
                at: directory, try Self.configuration(in: directory, environment, needing: uses),
                context.database, context.clock, context.random, context.reader, context.names,
                known: publications.known), environment)
        try newsroom.publications.check()
        // Who only answers readers signs nothing, and need not be able to read the keys.
        guard uses.contains(.sending) else { return newsroom }
        let signed = newsroom.configuration.dkim.flatMap { $0.publications ?? [] }
        for publication in [newsroom.configuration.publication] + signed {
            _ = try newsroom.keys.signingIdentities(at: context.clock.now, of: publication)
        }
        return newsroom
    }

    /// - Parameter needed: the uses whose secrets must be there, in the environment, as credentials or in their files.
    static func configuration(
        in directory: URL, _ environment: [String: String], needing needed: SecretUses = .all
    ) throws -> Configuration {
        let file = directory.appending(path: Self.configurationFile)
        guard let yaml = try? String(contentsOf: file, encoding: .utf8) else {
            throw ConfigurationFault.unreadable(file.path)
        }
        return try Configuration(
            yaml: yaml, file: file.path, directory: directory, environment: environment,
            needing: needed)
    }

    private static func path(of configuration: Configuration, in directory: URL) -> String {
        URL(fileURLWithPath: configuration.database, relativeTo: directory).path
    }

    /// Where a newsroom's database is, or would be.
    static func databasePath(of directory: URL) throws -> String {
        let directory = URL(fileURLWithPath: directory.path, isDirectory: true)
        let environment = ProcessInfo.processInfo.environment
        return path(of: try configuration(in: directory, environment, needing: []), in: directory)
    }
}
