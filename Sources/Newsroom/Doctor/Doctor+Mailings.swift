// SPDX-License-Identifier: Apache-2.0
import SQLiteStore
import Sender

extension Doctor {
    /// Planned mailings, tried as far as it goes without publishing them.
    func examineMailings(of newsroom: Newsroom, _ report: (DoctorFinding) -> Void) async {
        do {
            let obstacles = try await newsroom.mailings.rehearse()
            for (mailing, reason, _) in obstacles {
                let place = "mailing \(mailing.id) to \(mailing.list)"
                report(
                    DoctorFinding(
                        .mailings, .wrong, at: place,
                        "\(mailing.heldAt == nil ? "could not be published as things stand" : "is held"): \(reason)"
                    ))
            }
            let overdue = try await newsroom.mailings.overdue().filter { late in
                !obstacles.contains { $0.mailing.id == late.id }
            }
            for mailing in overdue {
                report(
                    DoctorFinding(
                        .mailings, .wrong, at: "mailing \(mailing.id) to \(mailing.list)",
                        """
                        was to go out at \(ZonedTime.text(mailing.publishAt, in: mailing.zone)), and nothing published it: \
                        \(newsroom.mailings.isLate(mailing) ? "“daybreak mailing resume \(mailing.id)” publishes it now" : "start “daybreak serve”, or publish and send it with “daybreak send --resume”")
                        """))
            }
            let planned = try await newsroom.mailings.planned()
            if obstacles.isEmpty, overdue.isEmpty, !planned.isEmpty {
                let count = planned.count == 1 ? "one is planned" : "\(planned.count) are planned"
                report(DoctorFinding(.mailings, .ok, at: "mailings", "\(count), and could be published"))
            }
        } catch {
            report(DoctorFinding(.mailings, .wrong, at: "mailings", Explanation.sentence(of: error)))
        }
    }
}
