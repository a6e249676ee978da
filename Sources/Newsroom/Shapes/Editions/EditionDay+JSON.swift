// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

extension EditionDay {
    /// `schedule`, `list`, `edition`, `subject`, `mailing`, `at`, `trouble`, and `steps`: each a `step` (assembled, edited, proofed,
    /// approved, due, going out, done), its `state` (done, waiting, failed), `at` and `detail`. Steps that are still unknown are left out.
    /// - Parameter zone: whose clock tells the times.
    public func json(in zone: NamedZone) -> JSONValue {
        func time(_ instant: Int64?) -> JSONValue { JSONValue(instant.map { RFC3339.text($0, in: zone) }) }
        let steps = steps.map { step -> JSONValue in
            [
                "step": .text(step.stage.rawValue), "state": .text(step.progress.rawValue),
                "at": time(step.at),
                "detail": .text(step.detail),
            ]
        }
        return [
            "schedule": JSONValue(schedule), "list": .text(list), "edition": JSONValue(edition?.rawValue),
            "subject": JSONValue(subject), "mailing": JSONValue(mailing?.rawValue), "at": time(at),
            "trouble": JSONValue(trouble), "steps": .list(steps),
        ]
    }
}
