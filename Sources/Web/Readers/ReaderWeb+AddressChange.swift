// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import MailFormat
import Newsroom
import Subscribers

/// Routes for those who want another address.
extension ReaderWeb {
    static func addAddressChange(
        to router: Router<ReaderWebContext>, _ desk: ReaderDesk, _ pages: PagesOfPublications
    ) {
        router.get("address/:token") { _, context in
            guard let asked = try await desk.addressChange(try context.parameters.require("token")) else {
                return pages.own.changeLapsed
            }
            return pages[asked.publication].change(asked)
        }
        router.post("address/:token") { request, context in
            let evidence = context.evidence(
                "address page", in: request, isBehindProxy: desk.isBehindProxy)
            let token = try context.parameters.require("token")
            guard let (asked, answer) = try await desk.answerAddressChange(token, because: evidence) else {
                return pages.own.changeLapsed
            }
            return pages[asked.publication].answered(asked, answer)
        }
    }

    /// Takes a wish for another address that was typed on the page of preferences.
    static func askForChange(
        _ typed: String, _ token: String, _ evidence: Evidence, _ network: ClientNetwork?, _ desk: ReaderDesk,
        _ pages: ReaderPages, _ before: ReaderDesk.Preferences
    ) async throws -> Page {
        let again = TypedPreferences(address: typed, in: pages.words)
        guard let address = try? EmailAddress(typed) else { return pages.preferences(before, again: again) }
        switch try await desk.ask(for: address, preferences: token, because: evidence, from: network) {
        case .asked: return pages.asked(for: address, before)
        case .same: return pages.preferences(before, again: again)
        case .tooMany: return pages.askedTooOften
        case nil: return pages.unknown
        }
    }
}
