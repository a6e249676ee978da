// SPDX-License-Identifier: Apache-2.0
import SQLiteStore
import Sender

extension Doctor {
    /// The alarms that last, and whether somebody is told of them.
    func examineAlarms(of newsroom: Newsroom, _ report: (DoctorFinding) -> Void) async {
        do {
            let raised = try await newsroom.alarms.raised()
            for known in raised {
                let since = ZonedTime.text(known.since, in: newsroom.publications.shownZone.name)
                report(
                    DoctorFinding(
                        .alarms, .wrong, at: "\(known.alarm.kind.rawValue), \(known.alarm.subject)",
                        "since \(since): \(known.alarm.message)"))
            }
            let isReal = !newsroom.configuration.goesToSandbox
            if newsroom.alarms.ways == 0, isReal {
                report(
                    DoctorFinding(
                        .alarms, .advice, at: "daybreak.yaml", "nobody is told of alarms but the log",
                        do: "say under “alarms:” whom to mail or what to post to"))
            } else if raised.isEmpty {
                report(DoctorFinding(.alarms, .ok, at: "alarms", "there is none"))
            }
        } catch {
            report(DoctorFinding(.alarms, .wrong, at: "alarms", Explanation.sentence(of: error)))
        }
    }
}
