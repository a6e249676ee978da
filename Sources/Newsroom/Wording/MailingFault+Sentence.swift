// SPDX-License-Identifier: Apache-2.0
import Composer
import Sender

extension MailingFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .noSuchMailing(let id):
            "there is no mailing \(id): “daybreak mailing list” names those there are"
        case .notPublished(let id, let state):
            "mailing \(id) was not published" + (state.map { ": it is \($0.name)" } ?? "")
        case .noEdition(let id, let isAmended):
            "mailing \(id) asks for confirmations: it has no edition" + (isAmended ? " to amend" : "")
        case .lent(let id):
            "mailing \(id) is still being sent by the fleet: retry when it is sent"
        case .cancelled(let id): "mailing \(id) is cancelled: nothing of it is sent any more"
        case .cancelledMeanwhile(let id): "mailing \(id) was cancelled meanwhile"
        case .notGoingOut(let id, let state):
            "mailing \(id) is \(state.name): only one that is going out can be amended"
        case .notPlanned(let id, let state):
            "mailing \(id) is \(state.name): only one that is planned goes out at another time"
        case .notApproved(let edition, let approval): RuleDesk.notApproved(edition, approval)
        case .heldBySender(let id):
            "a sender holds deliveries of mailing \(id) and does not give them back: nothing is amended; end that sender, or start “daybreak send --resume” if it was killed, and try again"
        case .late(let id, let time, let zone, let late, let reason):
            "it was to go out at \(ZonedTime.text(time, in: zone)) and could not for \(ShortDuration.text(late))"
                + (reason.map { ", because \($0)" } ?? "")
                + "; “daybreak mailing resume \(id)” publishes it now, “mailing cancel \(id)” ends it"
        case .past(let time, let zone):
            "\(RFC3339.text(time, in: zone)) is in the past: say --now, or a time to come"
        case .pastPlan(let time, let zone):
            "\(RFC3339.text(time, in: zone)) is in the past: name a time to come"
        case .canaryInWaves:
            "readers' clocks say when each gets it, so nobody can get it first: leave --canary out; the guard rails look at every wave"
        case .twoDeadlines: "--delivered says by when it should be done: leave --deadline out"
        case .everybodyIsPast(let time, let list):
            "the clocks of all readers of “\(list)” have shown \(time.ruleText): name a later time, or say --past now or --past next-day"
        case .noReason: "the reason for --override is empty: say why"
        case .otherPublication(let edition, let own, let list, let wanted):
            "edition \(edition) is of the publication “\(own)”, and “\(list)” gets “\(wanted)”: choose another list"
        case .noDelivery(let id, let address): "mailing \(id) has no delivery to \(address)"
        case .beingSent(let id, let address):
            "mailing \(id) is just being sent to \(address): ask again in a moment"
        case .nothingSent(let id, let address, let state):
            "nothing of mailing \(id) was sent to \(address): the delivery is \(state.name)"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .noSuchMailing, .notPublished, .noEdition, .cancelled, .notGoingOut, .notPlanned,
            .otherPublication,
            .noDelivery,
            .nothingSent, .notApproved:
            .data
        case .cancelledMeanwhile, .heldBySender, .beingSent, .late, .lent: .temporary
        case .past, .pastPlan, .noReason, .canaryInWaves, .twoDeadlines, .everybodyIsPast: .usage
        }
    }
}

extension CopyDoubt {
    /// One clause.
    public var sentence: String {
        switch self {
        case .readerNotKept: "it was sent before it was kept what copies are filled with"
        case .keysNotKept: "it was sent before it was kept which keys copies are made with"
        case .keyRetired(let number): "key \(number), which signed its links, is retired"
        case .signatureLeftOut(let selector):
            "the DKIM key \(selector) that signed it is not under dkim in daybreak.yaml: its signature is left out"
        }
    }
}
