// SPDX-License-Identifier: Apache-2.0
public import MailFormat
public import Sender
import Synchronization

extension InMemoryLedger: MailingOperating {
    /// See `MailingOperating`.
    @discardableResult public func pause(_ mailing: MailingID) -> Bool {
        state.withLock { $0.move(mailing, from: [.sending], to: .paused) }
    }

    /// See `MailingOperating`.
    public func resume(_ mailing: MailingID) -> Bool {
        state.withLock { state in
            if state.move(mailing, from: [.paused], to: .sending) { return true }
            guard state.move(mailing, from: [.halted], to: .sending) else { return false }
            let results = state.mailings[mailing]?.results ?? MailingResults()
            state.mailings[mailing]?.results = MailingResults()
            state.mailings[mailing]?.results.tried = results.tried
            state.mailings[mailing]?.results.settled = results.settled
            state.mailings[mailing]?.canarySize = nil
            return true
        }
    }

    /// See `MailingOperating`.
    public func cancel(_ mailing: MailingID) -> Bool {
        state.withLock { state in
            guard state.move(mailing, from: [.sending, .paused, .halted], to: .cancelled) else {
                return false
            }
            for index in state.rows.indices where state.rows[index].mailing == mailing {
                state.endIfCancelled(index)
            }
            return true
        }
    }

    /// See `MailingOperating`.
    public func retry(
        _ mailing: MailingID, failed: Bool, uncertain: Bool, causes: [Failure.Cause]
    ) -> Int {
        state.withLock { state in
            guard state.mailings[mailing]?.state != .cancelled else { return 0 }
            let chosen = state.rows.indices.filter { index in
                let row = state.rows[index]
                let isMeant = (failed && row.state == .failed) || (uncertain && row.state == .uncertain)
                return row.mailing == mailing && isMeant
                    && (causes.isEmpty || row.cause.map(causes.contains) == true)
            }
            for index in chosen {
                state.rows[index].due = state.now
                if state.rows[index].state == .failed { state.rows[index].state = .deferred }
            }
            guard !chosen.isEmpty else { return 0 }
            _ = state.move(mailing, from: [.sent], to: .sending)
            if state.mailings[mailing]?.hasExpired(at: state.now) == true {
                state.mailings[mailing]?.terms.lifetime = nil
            }
            return chosen.count
        }
    }

    /// See `MailingOperating`.
    public func hold(_ mailing: MailingID, for duration: Duration) {
        state.withLock { $0.mailings[mailing]?.heldUntil = $0.now + duration }
    }

    /// See `MailingOperating`.
    public func release(_ mailing: MailingID) {
        state.withLock { $0.mailings[mailing]?.heldUntil = .zero }
    }
}

extension InMemoryLedger.State {
    mutating func move(_ mailing: MailingID, from: [MailingState], to state: MailingState) -> Bool {
        guard let present = mailings[mailing]?.state, from.contains(present) else { return false }
        mailings[mailing]?.state = state
        mailings[mailing]?.reason = nil
        return true
    }
}
