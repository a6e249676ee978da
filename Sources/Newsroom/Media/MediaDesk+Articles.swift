// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import Foundation

extension MediaDesk {
    /// Where an article's pictures may come from.
    enum Origin: Sendable {
        /// From the web, as the article did.
        case web
        /// From files beside the article's own; what it links on the web stays there.
        case files(beneath: URL)
        /// As somebody has just typed it: an address, or a file.
        case typed(in: URL)
        /// From nowhere: it is not known where the text was.
        case nowhere
    }

    /// A picture that stays where it was, and why.
    public struct Trouble: Hashable, Sendable {
        /// One clause that begins with the picture's address or file.
        public let sentence: String
    }

    /// How many pictures are read at once.
    private static let atOnce = 4
    /// How often a site may fail before it is asked for no more: an editor does not wait for a hundred pictures of one that is down.
    private static let failures = 3
    /// How many pictures of one article are read, the first ones, and how long they may take.
    private static let most = 100
    private static let patience: Duration = .seconds(180)

    /// What became of a picture: it is kept, it cannot be had, or it stays where it is.
    private struct Attempt: Sendable {
        let address: String
        var renditions: [Rendition]?
        var trouble: Trouble?
    }

    /// Keeps articles' pictures, but for those that are kept already and those that cannot be had.
    /// - Parameter others: addresses of pictures that stay where they are.
    /// - Returns: the articles in their order, and what could not be had of each.
    func pictured(
        _ articles: [Article], from origin: Origin, but others: Set<String> = []
    ) async -> [(Article, [Trouble])] {
        let addresses = articles.map { article in
            article.pictures.filter { $0.renditions.isEmpty && !others.contains($0.url) }.map(\.url).uniqued()
        }
        let end = ContinuousClock.now + Self.patience * articles.count
        // The text that names a picture first says what its address belongs to.
        let bases = Dictionary(
            zip(articles, addresses).flatMap { article, addresses in
                addresses.prefix(Self.most).map { ($0, article.url) }
            },
            uniquingKeysWith: { first, _ in first })
        let open = bases.keys.sorted()
        let attempts = await withTaskGroup(of: [Attempt].self) { group in
            for lane in 0..<min(Self.atOnce, open.count) {
                let own = stride(from: lane, to: open.count, by: Self.atOnce).map { open[$0] }
                group.addTask { await tried(own, of: bases, from: origin, until: end) }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        let made = Dictionary(uniqueKeysWithValues: attempts.map { ($0.address, $0) })
        return zip(articles, addresses).map { article, addresses in
            var troubles = addresses.compactMap { made[$0]?.trouble }
            if let first = addresses.first(where: { made[$0] == nil }) {
                troubles.append(
                    Trouble(
                        sentence:
                            "\(first) and what comes behind it was not asked for: \(Self.most) pictures of an article are read"
                    ))
            }
            return (article.withRenditions(made.compactMapValues(\.renditions)), troubles)
        }
    }

    /// Tries pictures one after the other.
    /// - Parameter bases: the addresses of the texts that name them.
    private func tried(
        _ addresses: [String], of bases: [String: String?], from origin: Origin,
        until end: ContinuousClock.Instant
    ) async -> [Attempt] {
        var failed: [String: Int] = [:]
        var attempts: [Attempt] = []
        for address in addresses {
            var attempt = Attempt(address: address)
            let site = Self.site(of: address)
            if ContinuousClock.now > end {
                attempt.trouble = Trouble(
                    sentence: "\(address) was not asked for: the pictures before it took too long")
            } else if failed[site, default: 0] >= Self.failures {
                attempt.trouble = Trouble(
                    sentence: "\(address) was not asked for: its site failed \(Self.failures) times")
            } else {
                do {
                    let medium = try await fetched(address, from: origin, base: bases[address] ?? nil)
                    attempt.renditions = medium?.renditions
                } catch {
                    attempt.trouble = Trouble(sentence: Explanation.sentence(of: error))
                    if case .failed = error as? WebFetch.Fault { failed[site, default: 0] += 1 }
                }
            }
            attempts.append(attempt)
        }
        return attempts
    }

    private static func site(of address: String) -> String { URL(string: address)?.host() ?? "" }

    /// A picture as it is kept; nil for one that stays where it is.
    /// - Parameter base: the address of the text that names it.
    private func fetched(_ address: String, from origin: Origin, base: String?) async throws -> Medium? {
        let isWeb = address.contains("://")
        switch origin {
        case .web where isWeb, .typed where isWeb:
            var settings = configuration.fetch
            settings.largest = 20_000_000
            settings.timeout = min(settings.timeout, .seconds(15))
            let page = try await WebFetch(settings).page(address)
            return try await keep(page.bytes, named: address)
        case .files(let directory) where !isWeb && !address.hasPrefix("data:"):
            let place = try Self.place(of: address, beneath: directory)
            return try await keep(try Self.bytes(ofFile: place), named: place)
        case .files(let directory):
            // What a text with an address of its own names beside itself was made whole when it was read.
            guard let home = base.flatMap({ URL(string: ".", relativeTo: URL(string: $0))?.absoluteString }),
                address.hasPrefix(home),
                let place = try? Self.place(of: String(address.dropFirst(home.count)), beneath: directory),
                FileManager.default.fileExists(atPath: place)
            else { return nil }
            return try await keep(try Self.bytes(ofFile: place), named: place)
        case .typed(let directory):
            let place = Self.file(address, in: directory).path
            return try await keep(try Self.bytes(ofFile: place), named: place)
        case .nowhere where !isWeb && !address.hasPrefix("data:"): throw MediaFault.unplaced(address)
        case .web, .nowhere: return nil
        }
    }

    private static func file(_ path: String, in directory: URL) -> URL {
        // A URL that does not end in a slash would stand for the directory above.
        URL(fileURLWithPath: path, relativeTo: URL(filePath: directory.path, directoryHint: .isDirectory))
    }

    /// The file that a text names, which a stranger may have written: it must lie in the text's own directory.
    private static func place(of address: String, beneath directory: URL) throws -> String {
        let written = address.removingPercentEncoding ?? address
        let place = file(written, in: directory)
        let (home, real) = (directory.resolvingSymlinksInPath().path, place.resolvingSymlinksInPath().path)
        guard real.hasPrefix(home.hasSuffix("/") ? home : "\(home)/") else {
            throw MediaFault.outside(place.path, of: directory.path)
        }
        return place.path
    }
}
