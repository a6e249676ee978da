// SPDX-License-Identifier: Apache-2.0
import Sender

extension Alarm.Kind {
    /// What anybody may know of such an alarm.
    var publicWords: String {
        switch self {
        case .notApproved: "an edition is not approved"
        case .held: "an edition is held"
        case .missed: "an edition did not go out"
        case .unpublishable: "an edition cannot be made"
        case .late: "mail is late"
        case .halted: "a mailing is halted"
        case .sending: "sending has stopped"
        case .relay: "a relay cannot be used"
        case .alignment: "a provider does not believe that our mail is ours"
        case .returns: "mail that comes back is not read"
        case .readersHeld: "readers are held for a person"
        case .complaints: "readers complain"
        case .backup: "there is no backup"
        case .disk: "the disk is nearly full"
        case .certificate: "a certificate ends soon"
        case .key: "a key ends soon"
        case .dns: "a record in DNS is wrong"
        case .service: "a service fails"
        case .test: "a test"
        }
    }
}
