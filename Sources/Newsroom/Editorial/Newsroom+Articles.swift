public import Composer
import CurlTransport
public import Foundation
import SQLiteStore

extension Newsroom {
    /// Something read, and what is needed to take it in.
    public struct Submission: Sendable {
        /// What it was called: a file, an address, standard input.
        public let name: String
        /// What was understood; nil when a server said that nothing changed since the last time.
        public let intake: Intake?
        fileprivate let validators: FeedValidators?
        /// The file it was, so that a corrected one replaces what it held before.
        fileprivate let file: String?
    }

    /// What became of one article.
    public struct Taken: Sendable {
        /// The article as it is kept.
        public let article: Article
        /// What became of it.
        public let outcome: ArticleOutcome
    }

    /// Reads a file, an address on the web, or standard input. Keeps nothing.
    /// - Parameters:
    ///   - location: a path, an http or https address, or `-`.
    ///   - format: nil to guess.
    public func read(
        _ location: String, as format: ArticleFormat?, standardInput: () throws -> Data
    ) async throws -> Submission {
        let boilerplate = try publication().0.boilerplate + publications().dropFirst().flatMap(\.boilerplate)
        var source: IntakeSource
        var validators: FeedValidators?
        if location.contains("://") {
            let known = try await articles.validators(of: location)
            let page = try await WebFetch(configuration.fetch).page(
                location, etag: known?.etag, lastModified: known?.lastModified)
            if page.isUnchanged { return Submission(name: location, intake: nil, validators: nil, file: nil) }
            source = IntakeSource(
                name: location, bytes: page.bytes, address: page.url, contentType: page.contentType)
            validators = FeedValidators(etag: page.etag, lastModified: page.lastModified)
        } else {
            let data = location == "-" ? try standardInput() : try Self.contents(of: location)
            source = IntakeSource(name: location == "-" ? "standard input" : location, bytes: [UInt8](data))
        }
        return Submission(
            name: location, intake: try Intake(source, as: format, boilerplate: boilerplate),
            validators: validators, file: Self.file(location))
    }

    private static func file(_ location: String) -> String? {
        location == "-" || location.contains("://") ? nil : URL(fileURLWithPath: location).standardized.path
    }

    /// Takes in what was read: every article that is new, and of a feed every entry that was not taken before.
    /// - Parameters:
    ///   - isDryRun: say what would become of each, and keep nothing.
    ///   - author: who takes it in.
    public func take(
        _ submission: Submission, isDryRun: Bool = false, by author: Author = Newsroom.loginName
    ) async throws -> [Taken] {
        guard let intake = submission.intake else { return [] }
        let before = intake.format == .feed ? try await articles.takenEntries(of: submission.name) : []
        var taken: [Taken] = []
        for item in intake.items where item.entry.map({ !before.contains($0) }) ?? true {
            if isDryRun {
                let (article, outcome) = try await articles.trial(
                    of: item.article, from: submission.file, isNamed: item.isNamed)
                taken.append(Taken(article: article, outcome: outcome))
                continue
            }
            let (article, outcome) = try await articles.put(
                item.article, from: submission.file, isNamed: item.isNamed, by: author)
            if let entry = item.entry {
                try await articles.noteTaken(entry, of: submission.name, as: article.slug)
            }
            taken.append(Taken(article: article, outcome: outcome))
        }
        // Last, so that a feed that was not taken to its end is read again.
        if !isDryRun, intake.format == .feed, let validators = submission.validators {
            try await articles.keep(validators, of: submission.name)
        }
        return taken
    }

    /// A file's bytes.
    public static func contents(of path: String) throws -> Data {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw NewsroomError(.data, "\(path) is a directory: name a file")
        }
        do {
            return try contents(of: try FileHandle(forReadingFrom: URL(fileURLWithPath: path)), named: path)
        } catch let error as CocoaError {
            throw NewsroomError(.data, "\(path) cannot be read: \(Self.why(error))")
        }
    }

    /// What a file, a pipe or a device holds, up to a little more than anything of ours may have.
    public static func contents(of file: FileHandle, named name: String) throws -> Data {
        var data = Data()
        do {
            while data.count <= IntakeSource.largest, let part = try file.read(upToCount: 1 << 20),
                !part.isEmpty
            {
                data += part
            }
        } catch {
            throw NewsroomError(.io, "\(name) cannot be read: \(Self.why(error))")
        }
        return data
    }

    /// Why a file could not be read or written, in a clause.
    public static func why(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
        case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
        case .fileWriteOutOfSpace: "the disk is full"
        case .fileWriteVolumeReadOnly: "the disk is mounted read-only"
        default:
            ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)
                .map { String(cString: strerror(Int32(truncatingIfNeeded: $0.code))) }
                ?? error.localizedDescription
        }
    }

    /// An article that must be there.
    public func article(_ slug: String) async throws -> Article {
        if let article = try await articles.article(slug) { return article }
        let near = nearest(to: slug, among: try await articles.all().map(\.slug))
        throw NewsroomError(
            .data,
            "there is no article “\(slug)”: "
                + (near.map { "did you mean “\($0)”?" } ?? "“daybreak article list” names those there are"))
    }
}
