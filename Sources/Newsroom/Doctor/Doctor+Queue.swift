// SPDX-License-Identifier: Apache-2.0
import PostgresWire
import Sender

extension Doctor {
    /// The oldest PostgreSQL that has all that is asked of it.
    private static let oldest = 140_000
    /// By how many milliseconds the clocks of the newsroom and of PostgreSQL may be apart: dates in reports are of both.
    private static let clockTolerance: Int64 = 10_000

    /// The PostgreSQL through which many machines send, and whether any does.
    func examineQueue(of configuration: Configuration, _ report: (DoctorFinding) -> Void) {
        guard let queue = configuration.queue else { return }
        func find(_ severity: DoctorFinding.Severity, _ message: String, do remedy: String? = nil) {
            report(DoctorFinding(.queue, severity, at: queue, message, do: remedy))
        }
        do {
            let wire = try NewsroomWire(queue, for: nil)
            let (server, workers) = try wire.use { (try $0.server(), try $0.workers()) }
            guard server.version >= Self.oldest else {
                return find(.wrong, "PostgreSQL is older than 14", do: "bring it up to date")
            }
            find(
                .ok,
                "PostgreSQL \(server.version / 10_000).\(server.version % 10_000) is reached, and has the tables"
            )
            if !server.hasSynchronousStandby {
                find(
                    .advice,
                    "its commits wait for no standby: a standby that is promoted may lack the last of them, and readers who left "
                        + "in these seconds may be mailed",
                    do:
                        "name one in synchronous_standby_names, or restart this server after a failure: docs/fleet.md"
                )
            }
            let difference = server.now - clock.now
            if abs(difference) > Self.clockTolerance {
                find(
                    .advice, "its clock is \(difference / 1000) s ahead of this machine's",
                    do: "run NTP on both")
            }
            let heard = workers.count { $0.silence < .seconds(60) }
            if heard == 0 {
                find(.wrong, "no sending machine is heard of", do: "run “daybreak sender” on one")
            } else {
                find(.ok, "\(heard == 1 ? "1 sender is" : "\(heard) senders are") heard of")
            }
        } catch {
            find(.wrong, Explanation.sentence(of: error))
        }
    }
}
