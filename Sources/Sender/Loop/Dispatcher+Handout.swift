// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Which connection gets a delivery next, and which are let go.
extension Dispatcher.State {
    /// Whether a connection has to say goodbye.
    func isDismissed(_ connection: ConnectionID, at now: ContinuousClock.Instant) -> Bool {
        isStopping
            || connection.number >= board.connections(of: connection.relay, wanted: wanted, at: now)
    }

    mutating func wakeClosedConnections(at now: ContinuousClock.Instant) {
        guard !closedConnections.isEmpty, !isStopping, wanted > 0 else { return }
        let waiting = closedConnections
        closedConnections = []
        for connection in waiting {
            if isDismissed(connection.id, at: now) {
                closedConnections.append(connection)
            } else {
                wakeUps.append { connection.continuation.resume(returning: true) }
            }
        }
    }

    /// Gives what is ready to connections that wait, and dismisses those whose relay is not to carry mail now.
    mutating func serveIdleConnections(at now: ContinuousClock.Instant) {
        guard !idleConnections.isEmpty else { return }
        let waiting = idleConnections
        idleConnections = []
        for connection in waiting {
            let job = ready.isEmpty ? nil : take(connection.id, at: now)
            if job != nil || isDismissed(connection.id, at: now) {
                wakeUps.append { connection.continuation.resume(returning: job) }
            } else {
                idleConnections.append(connection)
            }
        }
    }

    /// Lets all connections go that wait for work.
    mutating func dismissIdleConnections() {
        for connection in idleConnections {
            wakeUps.append { connection.continuation.resume(returning: nil) }
        }
        idleConnections = []
    }

    mutating func take(_ connection: ConnectionID, at now: ContinuousClock.Instant) -> DeliveryJob? {
        guard !ready.isEmpty, board.take(connection.relay, at: now) else { return nil }
        let job = ready.removeLast()
        underway[job.delivery.mailing, default: 0] += 1
        return job
    }

    /// Notes that a connection has finished a delivery of a mailing.
    mutating func end(_ mailing: MailingID) {
        let left = underway[mailing, default: 1] - 1
        underway[mailing] = left > 0 ? left : nil
    }
}
