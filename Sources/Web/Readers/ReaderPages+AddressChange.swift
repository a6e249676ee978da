// SPDX-License-Identifier: Apache-2.0
import Composer
import Hummingbird
import MailFormat
import Newsroom
import Subscribers

/// Pages for those who want another address, and for both mailboxes that are asked about it.
extension ReaderPages {
    /// The page for somebody who wants another address. It does not tell whether the new one is known.
    func asked(for address: EmailAddress, _ preferences: ReaderDesk.Preferences) -> Page {
        notice(
            .ok, "page_asked",
            [
                "former": preferences.address, "new": address.description,
                "title": preferences.titleOfMails,
            ])
    }

    /// The page for an address that was to be changed too often.
    var askedTooOften: Page { notice(.tooManyRequests, "page_too_often", headers: [.retryAfter: "86400"]) }

    /// The button.
    func change(_ asked: ReaderDesk.AskedChange) -> Page {
        page(.ok, "address", "page_change", ["former": asked.former, "new": asked.new])
    }

    /// What came of an answer.
    func answered(_ asked: ReaderDesk.AskedChange, _ answer: AddressChange.Answered) -> Page {
        switch answer {
        case .half:
            notice(.ok, "page_half", ["other": asked.end == .former ? asked.new : asked.former])
        case .changed: notice(.ok, "page_changed", ["new": asked.new])
        case .taken: notice(.conflict, "page_taken")
        }
    }

    /// The page for a change that is done, or has run out.
    var changeLapsed: Page { notice(.notFound, "page_lapsed", text: "page_change_lapsed_text") }
}
