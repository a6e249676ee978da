// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import MailFormat
import Newsroom
import Subscribers

/// Routes for those who change what they get, their name, or ask for another address.
extension ReaderWeb {
    static func addPreferences(
        to router: Router<ReaderWebContext>, _ desk: ReaderDesk, _ pages: PagesOfPublications
    ) {
        router.get("preferences/:token") { _, context in
            let token = try context.parameters.require("token")
            guard let preferences = try await desk.preferences(token) else {
                return try await nobody(token, .preferences, desk, pages)
            }
            return pages[preferences.publication].preferences(preferences)
        }
        router.post("preferences/:token") { request, context in
            let token = try context.parameters.require("token")
            let form = try await Form(request).whole()
            guard let before = try await desk.preferences(token) else {
                return try await nobody(token, .preferences, desk, pages)
            }
            let own = pages[before.publication]
            let evidence = context.evidence(
                "preferences page", in: request, isBehindProxy: desk.isBehindProxy)
            var changed: ReaderDesk.Preferences?
            if let list = form["leave"] {
                changed = try await desk.leave(list, preferences: token, because: evidence)
            } else if let section = form["without"] ?? form["with"] {
                changed = try await desk.choose(
                    section, isWanted: form["without"] == nil, preferences: token)
            } else if let first = form["first_name"], let last = form["last_name"] {
                return try await rename(first, last, token, desk, own, before)
            } else if let typed = form["new_address"] {
                let network = context.network(in: request, isBehindProxy: desk.isBehindProxy)
                return try await askForChange(typed, token, evidence, network, desk, own, before)
            }
            return own.preferences(changed ?? before)
        }
    }

    private static func rename(
        _ first: String, _ last: String, _ token: String, _ desk: ReaderDesk, _ pages: ReaderPages,
        _ before: ReaderDesk.Preferences
    ) async throws -> Page {
        let names: (first: TypedName, last: TypedName)
        do { names = try (TypedName(first), TypedName(last)) } catch {
            let typed = TypedPreferences(first: first, last: last, in: pages.words)
            return pages.preferences(before, again: typed)
        }
        let changed = try await desk.rename(first: names.first, last: names.last, preferences: token)
        return changed.map { pages.preferences($0, isSaved: true) } ?? pages.unknown
    }
}
