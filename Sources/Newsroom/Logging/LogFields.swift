// SPDX-License-Identifier: Apache-2.0
public import Logging
public import MailFormat
import Sender

/// The names of fields, the same in every line.
extension Logger.Metadata {
    /// The number of a mailing.
    public static func mailing(_ id: MailingID) -> Self { ["mailing": .stringConvertible(id.rawValue)] }

    /// A relay’s name.
    static func relay(_ name: String) -> Self { ["relay": .string(name)] }

    /// The relay, and the copy that it failed on: by numbers, because the log names no reader.
    static func trouble(_ trouble: RelayTrouble) -> Self {
        let fields = relay(trouble.relay).with("cause", trouble.failure.cause.rawValue)
        guard let delivery = trouble.delivery else { return fields }
        return fields.with("mailing", delivery.mailing.rawValue).with(
            "subscriber", delivery.subscriber.rawValue)
    }

    /// What became of the deliveries of a run.
    static func tally(_ tally: SendTally) -> Self {
        [
            "accepted": tally.accepted, "failed": tally.failed, "deferred": tally.deferred,
            "uncertain": tally.uncertain,
        ]
        .mapValues { .stringConvertible($0) }
    }

    /// A provider of mailboxes, or a service that tells what became of mail.
    public static func provider(_ name: String) -> Self { ["provider": .string(name)] }

    /// The name of a recurring edition's rule, and the date.
    static func occurrence(_ occurrence: RuleOccurrence) -> Self {
        ["schedule": .string(occurrence.ruleName), "occurrence": .string(occurrence.local)]
    }

    /// What an alarm is about, and which one it is.
    static func alarm(_ alarm: Alarm) -> Self {
        ["alarm": .string(alarm.kind.rawValue), "subject": .string(alarm.subject)]
    }

    /// These fields and one more.
    func with(_ name: String, _ number: Int64) -> Self {
        merging([name: .stringConvertible(number)]) { $1 }
    }

    /// These fields and one more.
    func with(_ name: String, _ text: String) -> Self { merging([name: .string(text)]) { $1 } }
}
