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
    ///   - isAgain: ask for all of a feed, also where nothing has changed since it was last read.
    public func read(
        _ location: String, as format: ArticleFormat?, isAgain: Bool = false, standardInput: () throws -> Data
    ) async throws -> Submission {
        let boilerplate =
            try publications.themed(publications.ownName).0.boilerplate
            + publications.all().dropFirst().flatMap(\.boilerplate)
        var source: IntakeSource
        var validators: FeedValidators?
        if location.contains("://") {
            let known = isAgain ? nil : try await articles.validators(of: location)
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
            name: location, intake: try await reader.intake(source, as: format, boilerplate: boilerplate),
            validators: validators, file: Self.file(location))
    }

    /// The whole path of a file; nil for what is none.
    static func file(_ location: String) -> String? {
        // A relative URL loses its “..” where it is standardized.
        location == "-" || location.contains("://")
            ? nil : URL(fileURLWithPath: location).absoluteURL.standardized.path
    }

    /// Takes in what was read: every article that is new, and of a feed every entry that is new or says something else than
    /// it did.
    /// - Parameters:
    ///   - isDryRun: say what would become of each, and keep nothing.
    ///   - isAgain: take entries again whose articles were removed.
    ///   - author: who takes it in.
    public func take(
        _ submission: Submission, isDryRun: Bool = false, isAgain: Bool = false,
        by author: Author = .loginName
    ) async throws -> [TakenArticle] {
        guard let intake = submission.intake else { return [] }
        let feed = intake.feed ?? submission.name
        let before = intake.format == .feed ? try await articles.takenEntries(of: feed) : [:]
        var taken: [(Int, TakenArticle)] = []
        var open: [(Int, Intake.Item)] = []
        for (index, item) in Self.oldestFirst(intake.items) {
            if let withheld = item.withheld, isWithheld(withheld) {
                taken.append((index, TakenArticle(article: item.article, outcome: .withheld(withheld))))
            } else {
                open.append((index, item))
            }
        }
        for start in stride(from: 0, to: open.count, by: Self.mostAtOnce) {
            let some = open[start..<min(start + Self.mostAtOnce, open.count)]
            var batch = some.map { _, item in
                let entry = item.entry.map { ArticleStore.Entry(feed: feed, id: $0) }
                let identity = ArticleStore.Identity(
                    source: entry == nil ? submission.file : nil, isNamed: item.isNamed,
                    ownsAddress: item.ownsAddress, entry: entry, slug: item.entry.flatMap { before[$0] })
                return (item.article, identity)
            }
            let trial = try await articles.put(batch, isAgain: isAgain, isTrial: true, by: author)
            var troubles: [Int: [MediaDesk.Trouble]] = [:]
            if !isDryRun {
                troubles = try await takePictures(of: &batch, from: submission.origin, after: trial)
            }
            let outcomes =
                isDryRun
                ? trial : try await articles.put(batch, isAgain: isAgain, isTrial: false, by: author)
            for (place, result) in outcomes.enumerated() {
                guard let (article, outcome) = result else { continue }
                let one = TakenArticle(article: article, outcome: outcome, troubles: troubles[place] ?? [])
                taken.append((some[start + place].0, one))
            }
        }
        // The validators are kept last, so that a feed that was not taken to its end is read again.
        if !isDryRun, intake.format == .feed, let validators = submission.validators {
            try await articles.keep(validators, of: submission.name)
        }
        return taken.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Keeps the pictures of those articles that are new, or say something else than they did. Files are read again whatever
    /// the text says: they may have changed.
    /// - Parameter trial: what would become of each.
    /// - Returns: what could not be had, by the article's place.
    private func takePictures(
        of batch: inout [(Article, ArticleStore.Identity)], from origin: MediaDesk.Origin,
        after trial: [(Article, ArticleOutcome)?]
    ) async throws -> [Int: [MediaDesk.Trouble]] {
        let isOfFiles = if case .files = origin { true } else { false }
        var places: [Int] = []
        var known: [Int: [String: [Rendition]]] = [:]
        for (place, result) in trial.enumerated() {
            guard let (article, outcome) = result else { continue }
            switch outcome {
            case .added: places.append(place)
            case .known(article.slug) where isOfFiles, .replaced:
                places.append(place)
                known[place] = try await articles.article(article.slug)?.renditions
            default: continue
            }
            if !isOfFiles { batch[place].0 = batch[place].0.withRenditions(known[place] ?? [:]) }
        }
        let pictured = await media.pictured(places.map { batch[$0].0 }, from: origin)
        for (place, (article, _)) in zip(places, pictured) {
            batch[place].0 = article.withRenditions(known[place] ?? [:])
        }
        return Dictionary(uniqueKeysWithValues: zip(places, pictured.map(\.1)))
    }

    /// Articles that are kept in one transaction: each costs the disk a wait, and nobody else writes meanwhile.
    private static let mostAtOnce = 100

    /// A feed's entries so that the newest is taken in last and leads. Feeds have it first where some say no day.
    private static func oldestFirst(_ items: [Intake.Item]) -> [(Int, Intake.Item)] {
        let lastFirst = items.enumerated().reversed().map { ($0.offset, $0.element) }
        let days = items.compactMap(\.article.published)
        guard days.count == items.count else { return lastFirst }
        return lastFirst.sorted { days[$0.0] < days[$1.0] }
    }

    private func isWithheld(_ withheld: Withheld) -> Bool {
        switch withheld {
        case .draft: true
        case .until(let day):
            (try? publications.zone(of: configuration.publication).day(at: clock.now)).map { $0 >= day }
                ?? false
        }
    }
}
