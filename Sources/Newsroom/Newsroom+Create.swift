// SPDX-License-Identifier: Apache-2.0
public import Foundation
import SQLiteStore
import Subscribers

extension Newsroom {
    /// Makes a newsroom that works at once: its relay is the sandbox, its list is “morning”.
    /// - Parameter share: the directory that holds `templates/`.
    public static func create(
        at directory: URL, share: URL, clock: WallClock = .system, random: Randomness = .system
    ) async throws {
        let files = FileManager.default
        let configuration = directory.appending(path: configurationFile)
        guard !files.fileExists(atPath: configuration.path) else {
            throw ConfigurationFault.exists(configuration.path)
        }
        let templates = directory.appending(path: "templates")
        do {
            try files.createDirectory(
                at: directory.appending(path: "subscribers"), withIntermediateDirectories: true)
            if !files.fileExists(atPath: templates.path) {
                try files.copyItem(at: share.appending(path: "templates"), to: templates)
            }
        } catch {
            throw ConfigurationFault.unfilled(directory.path, .init(error))
        }
        let database = directory.appending(path: "daybreak.db").path
        try NewsroomDatabase.create(at: database, now: clock.read, random: random.read)
        let store = SubscriberStore(
            try NewsroomDatabase(opening: database, now: clock.read, random: random.read))
        try await store.create(try MailingList(name: "morning", title: "The Morning Edition"))
        // The configuration is written last, because it makes the directory a newsroom.
        try Data(starter.utf8).write(to: configuration, options: .atomic)
    }

    private static let starter = """
        # A newsroom. docs/configuration.md explains every key.
        publication: daily-caffeine            # templates/daily-caffeine/
        base_url: http://127.0.0.1:8080        # where readers' links point; https once it is public
        return_path: bounces@daily-caffeine.example
        relays:
          - name: sandbox                      # “daybreak sandbox” listens here and keeps what it gets
            url: smtp://127.0.0.1:2525
            starttls: off                      # loopback only; anywhere else TLS is required
            connections: 4

        """

    /// Where the templates that come with Daybreak are: `DAYBREAK_SHARE`, `share/daybreak` beside the program's
    /// directory, or the source tree the program was built in.
    public static func share(of program: URL, environment: [String: String]) throws -> URL {
        var candidates: [URL] = []
        if let path = environment["DAYBREAK_SHARE"] { candidates.append(URL(fileURLWithPath: path)) }
        var place = program.resolvingSymlinksInPath().deletingLastPathComponent()
        candidates.append(place.appending(path: "../share/daybreak").standardized)
        for _ in 0..<5 {
            candidates.append(place)
            place = place.deletingLastPathComponent()
        }
        let found = candidates.first {
            FileManager.default.fileExists(atPath: $0.appending(path: "templates/daily-caffeine").path)
        }
        guard let found else {
            throw ConfigurationFault.noTemplates
        }
        return found
    }
}
