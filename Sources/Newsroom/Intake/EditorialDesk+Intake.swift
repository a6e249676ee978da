// SPDX-License-Identifier: Apache-2.0
public import Composer
import CurlTransport
public import Foundation
import SQLiteStore

extension EditorialDesk {
    /// Reads a file, an address on the web, or standard input. Keeps nothing.
    /// - Parameters:
    ///   - location: a path, an http or https address, or `-`.
    ///   - format: nil to guess.
    public func read(
        _ location: String, as format: ArticleFormat?, standardInput: () throws -> Data
    ) async throws -> Submission {
        let boilerplate =
            try publications.themed(publications.ownName).0.boilerplate
            + publications.all().dropFirst().flatMap(\.boilerplate)
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
            let data = location == "-" ? try standardInput() : try InputFile.contents(of: location)
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
        _ submission: Submission, isDryRun: Bool = false, by author: Author = .loginName
    ) async throws -> [TakenArticle] {
        guard let intake = submission.intake else { return [] }
        let before = intake.format == .feed ? try await articles.takenEntries(of: submission.name) : []
        var taken: [TakenArticle] = []
        for item in intake.items where item.entry.map({ !before.contains($0) }) ?? true {
            if isDryRun {
                let (article, outcome) = try await articles.trial(
                    of: item.article, from: submission.file, isNamed: item.isNamed)
                taken.append(TakenArticle(article: article, outcome: outcome))
                continue
            }
            let (article, outcome) = try await articles.put(
                item.article, from: submission.file, isNamed: item.isNamed, by: author)
            if let entry = item.entry {
                try await articles.noteTaken(entry, of: submission.name, as: article.slug)
            }
            taken.append(TakenArticle(article: article, outcome: outcome))
        }
        // The validators are kept last, so that a feed that was not taken to its end is read again.
        if !isDryRun, intake.format == .feed, let validators = submission.validators {
            try await articles.keep(validators, of: submission.name)
        }
        return taken
    }
}
