// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Returns
import SQLiteStore
import Sender
import Subscribers

/// What a message that came back means for us: whose copy it is about, by our token, and what it says of that.
struct ReturnReading {
    private let summary: ReturnSummary?
    private(set) var matter: ReturnNotice.Matter
    private(set) var copy: ReturnNotice.Copy?

    /// - Parameters:
    ///   - summary: what the message says; nil for one that nobody can read.
    ///   - recipient: where its envelope went, if that is known.
    ///   - phrases: what operators said that a text means.
    init(
        _ summary: ReturnSummary?, sentTo recipient: String?, keys: TokenKeys, phrases: [TaughtPhrase]
    ) {
        self.summary = summary
        guard let summary else {
            matter = .unknown
            return
        }
        let addressed = TokenTexts.found(in: recipient ?? "") + summary.addressed
        let report = (addressed + summary.quoted).lazy
            .compactMap { keys.token($0, for: .report) }.first.map(ReturnNotice.Copy.init)
        copy = report
        switch summary.kind {
        case .dsn, .prose: matter = Self.matter(of: summary.recipients)
        case .arf:
            matter = summary.complaint?.isComplaint == true ? .complaint(isProven: false) : .automaticReply
        case .autoreply, .none:
            // A link in what a message quotes is no wish of who wrote it: only where it was sent to counts.
            let wish = addressed.lazy.compactMap { keys.token($0, for: .unsubscribe) }.first
            if let wish {
                copy = ReturnNotice.Copy(wish)
                matter = .unsubscription
            } else if report != nil, summary.isFromNobody || summary.kind == .autoreply,
                let phrase = phrases.first(where: { $0.stands(in: summary.text) })
            {
                matter = .bounce(phrase.failure, at: nil)
            } else if summary.kind == .autoreply {
                matter = .automaticReply
            } else {
                matter = summary.isFromNobody ? .unknown : .letter
            }
        }
    }

    /// What a report says of the one recipient that our copy had: of several it is the first whose copy failed.
    private static func matter(of recipients: [ReturnSummary.Recipient]) -> ReturnNotice.Matter {
        if let failed = recipients.first(where: { $0.action == .failed }), let failure = failed.failure {
            return .bounce(failure, at: failed.address.flatMap { try? EmailAddress($0) })
        }
        if let delayed = recipients.first(where: { $0.action == .delayed }), let failure = delayed.failure {
            return .delay(failure)
        }
        return .automaticReply
    }

    /// Whether it is a complaint whose report may show that its sender has the copy.
    var isUnprovenComplaint: Bool {
        if case .complaint(isProven: false) = matter { copy != nil } else { false }
    }

    /// Compares the header that a complaint quotes with the copy as it was sent.
    mutating func prove(by sent: [UInt8]?) {
        guard let sent, let header = summary?.complaint?.header else { return }
        matter = .complaint(isProven: CopyComparison(sent).isShown(by: header))
    }

    func notice(of arrival: ReturnDesk.Arrival) -> ReturnNotice {
        var notice = ReturnNotice(
            digest: arrival.digest ?? SHA256.hash(of: arrival.message), source: arrival.source, copy: copy,
            matter: matter)
        notice.isLookedAtAgain = arrival.digest != nil
        notice.recipient = arrival.recipient
        notice.sender = summary?.sender ?? ""
        notice.subject = summary?.subject ?? ""
        notice.content = arrival.message
        return notice
    }
}

extension ReturnNotice.Copy {
    init(_ token: CapabilityToken) {
        self.init(mailing: token.mailing, subscriber: token.subscriber)
    }
}
