// SPDX-License-Identifier: Apache-2.0
public import Foundation
import MailFormat
import SQLiteStore
import Subscribers

extension Newsroom {
    /// Makes a newsroom that works at once: its relay is the sandbox.
    /// - Parameters:
    ///   - share: the directory that holds `templates/`.
    ///   - publication: whose newsroom it is, with a list of its name; nil for the sample publication with the list “morning”.
    public static func create(
        at directory: URL, share: URL, publication: NewPublication? = nil, clock: WallClock = .system,
        random: Randomness = .system, reader: SourceReader = .here
    ) async throws {
        var publication = publication
        try await publication?.readLogo(by: reader)
        let templates = directory.appending(path: "templates")
        try publication?.checkTheme(among: templates, share.appending(path: "templates"))
        let files = FileManager.default
        if let path = obstacle(to: directory) { throw ConfigurationFault.exists(path) }
        let configuration = directory.appending(path: configurationFile)
        guard !files.fileExists(atPath: configuration.path) else {
            throw ConfigurationFault.exists(configuration.path)
        }
        do {
            try files.createDirectory(
                at: directory.appending(path: "subscribers"), withIntermediateDirectories: true)
            if let publication {
                try files.createDirectory(at: templates, withIntermediateDirectories: true)
                let guide = templates.appending(path: "README.md")
                if !files.fileExists(atPath: guide.path) {
                    try files.copyItem(at: share.appending(path: "templates/README.md"), to: guide)
                }
                try publication.write(into: templates, themesOf: share.appending(path: "templates"))
            } else if !files.fileExists(atPath: templates.path) {
                try files.copyDirectory(at: share.appending(path: "templates"), to: templates)
            }
        } catch let error as any ExplainedError {
            throw error
        } catch {
            throw ConfigurationFault.unfilled(directory.path, .init(error))
        }
        let database = directory.appending(path: "daybreak.db").path
        try NewsroomDatabase.create(at: database, now: clock.read, random: random.read)
        let opened = try NewsroomDatabase(opening: database, now: clock.read, random: random.read)
        try await MediaStore(opened).keep(publication?.media ?? [])
        let store = SubscriberStore(opened)
        try await store.create(
            try MailingList(
                name: publication?.id ?? "morning", title: publication?.name ?? "The Morning Edition"))
        // The configuration is written last, because it makes the directory a newsroom.
        let own = starter(
            publication?.id ?? "daily-caffeine",
            mailFrom: publication?.sender.domain ?? "daily-caffeine.example")
        try Data(own.utf8).write(to: configuration, options: .atomic)
    }

    /// The file that stands where a directory or one above it should be; nil when there is none.
    private static func obstacle(to directory: URL) -> String? {
        var place = directory.standardizedFileURL
        while place.path != "/" {
            var isDirectory: ObjCBool = false
            if FileManager.default.fileExists(atPath: place.path, isDirectory: &isDirectory) {
                return isDirectory.boolValue ? nil : place.path
            }
            place.deleteLastPathComponent()
        }
        return nil
    }

    private static func starter(_ publication: String, mailFrom domain: String) -> String {
        let line = "publication: \(publication)"
        let key = line.padding(toLength: max(39, line.count + 1), withPad: " ", startingAt: 0)
        return """
            # A newsroom. docs/configuration.md explains every key.
            \(key)# templates/\(publication)/
            base_url: http://127.0.0.1:8080        # where readers' links point; https once it is public
            return_path: bounces@\(domain)
            relays:
              - name: sandbox                      # “daybreak sandbox” listens here and keeps what it gets
                url: smtp://127.0.0.1:2525
                starttls: off                      # loopback only; anywhere else TLS is required
                connections: 4

            """
    }

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
