// SPDX-License-Identifier: Apache-2.0
import MailFormat
import PostgresWire
import SQLiteStore
public import Sender

/// What a newsroom does with a fleet of sending machines: it lends them mailings, tells them of readers and operators, and takes
/// home what they did.
public struct FleetDesk: Sendable {
    let configuration: Configuration
    let lending: LendingStore
    let mailings: MailingStore
    let desk: MailingDesk

    init(_ context: NewsroomContext, _ mailings: MailingDesk) {
        configuration = context.configuration
        lending = LendingStore(context.database)
        self.mailings = context.mailings
        desk = mailings
    }

    /// Whether there is a fleet.
    public var exists: Bool { configuration.queue != nil }

    /// Connects to PostgreSQL, and makes the tables where there are none.
    private func wire() async throws -> NewsroomWire {
        guard let queue = configuration.queue else { throw FleetFault.noQueue }
        return try NewsroomWire(queue, for: try await lending.newsroomKey())
    }

    /// Connects to PostgreSQL as the one process that lends, and drops what this ledger does not know to be lent, because it is a
    /// backup's or because a server has it back; nil while another process lends.
    func lender() async throws -> NewsroomWire? {
        let (wire, key) = (try await wire(), try await lending.newsroomKey())
        guard try wire.use({ try $0.claim(for: key) }) else { return nil }
        try endForgotten(but: try await lending.loans(), wire)
        return wire
    }

    /// The processes that send, or did until lately.
    public func workers() async throws -> [FleetWorker] { try await wire().use { try $0.workers() } }

    /// Has a worker give back what it holds and take nothing more, or take up its work again.
    public func drain(_ worker: Int, _ isDrained: Bool) async throws {
        guard try await wire().use({ try $0.drain(Int64(worker), isDrained) }) else {
            throw FleetFault.noSuchWorker(worker)
        }
    }

    // MARK: One round

    /// Lends what is to be sent, tells what has changed, and takes home what has come of it.
    /// - Parameter signs: whether PostgreSQL is told that the newsroom lives.
    /// - Returns: how many workers were heard of lately; nil when nothing is lent.
    func step(_ wire: NewsroomWire, signs: Bool) async throws -> Int? {
        try await lending.begin()
        let loans = try await lending.loans()
        guard !loans.isEmpty else { return nil }
        for loan in loans where !loan.isLent { try await lend(loan.mailing, wire) }
        let round = try wire.use { try $0.round() }
        if try await lending.compare(round: round) { try endForgotten(but: loans, wire) }
        // Read before the results and taken behind them: what a worker had told before it was gone comes first.
        let late = try wire.use { try $0.late() }
        try await tellOfReaders(wire)
        let workers = try wire.use { try $0.workersHeard(within: Self.patience) }
        if signs {
            let holds = try await lending.providerHolds()
            try wire.use { session in
                try session.hold(holds)
                try session.signOfLife(round + 1)
            }
            try await lending.told(round: round + 1, workers: workers)
        }
        // What is wrong with one keeps no other from going on.
        var first: (any Error)?
        for loan in loans where loan.isLent {
            do {
                try await tellOfState(loan, wire)
                try await bringHome(loan, wire)
            } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
        if !late.numbers.isEmpty {
            try await lending.take(late.acceptances)
            try wire.use { try $0.forgetLate(late.numbers) }
        }
        return workers
    }

    /// How long a worker may say nothing before it is taken for gone: it speaks once a minute at least.
    private static let patience: Duration = .seconds(120)

    private func lend(_ id: MailingID, _ wire: NewsroomWire) async throws {
        // A transaction that was committed before this process or its predecessor could note it is not repeated.
        if try wire.use({ try $0.standing(of: id) }) == nil {
            guard let terms = try await lending.terms(of: id), let frozen = try await mailings.message(of: id)
            else {
                return
            }
            let mailing = LentMailing(
                id: id, published: terms.published, lifetime: terms.lifetime, canary: terms.canary,
                guardRails: terms.guardRails, message: try await desk.lentMessage(frozen, of: id))
            let (_, unmailable) = try await lending.waiting(of: id) { next in
                try wire.use { try $0.lend(mailing, next) }
            }
            try await lending.lent(id, but: unmailable)
        } else {
            try await lending.lent(id, but: [])
        }
    }

    /// Drops mailings of which this ledger does not know that they are lent.
    private func endForgotten(but loans: [LendingStore.Loan], _ wire: NewsroomWire) throws {
        let known = Set(loans.map(\.mailing))
        try wire.use { session in
            for mailing in try session.mailings() where !known.contains(mailing) { try session.end(mailing) }
        }
    }

    private func tellOfReaders(_ wire: NewsroomWire) async throws {
        while true {
            let (stops, last) = try await lending.changes()
            guard last > 0 else { return }
            try wire.use { try $0.tell(stops) }
            try await lending.told(upTo: last)
        }
    }

    /// Makes the state of a mailing the same on both sides: whoever has changed it since the last round is right, and the
    /// newsroom where both have.
    private func tellOfState(_ loan: LendingStore.Loan, _ wire: NewsroomWire) async throws {
        let id = loan.mailing
        if loan.state != loan.told {
            try wire.use { session in
                switch loan.state {
                case .sending: _ = try session.resume(id)
                case .cancelled: _ = try session.cancel(id)
                case .halted: _ = try session.halt(id, because: "the newsroom halted it")
                case .paused, .scheduled, .sent: _ = try session.pause(id)
                }
            }
            if loan.told == nil { try await desk.tell(Loan(mailing: id, wire: wire)) }
            try await lending.told(loan.state, of: id)
        } else if loan.state == .sending, let standing = try wire.use({ try $0.standing(of: id) }),
            standing.state == .halted
        {
            try await lending.halt(id, because: standing.reason ?? "")
        }
    }

    /// Takes home what has come of a mailing; all of it when nothing of it waits or is held.
    private func bringHome(_ loan: LendingStore.Loan, _ wire: NewsroomWire) async throws {
        let id = loan.mailing
        guard !loan.isHome else { return try await finish(id, wire) }
        if loan.state == .cancelled { try wire.use { try $0.endWaitingOfCancelled(id) } }
        // Asked before the results are read: what comes later is not missed.
        let isSettled = try wire.use { try $0.isSettled(id) }
        var cursors = try await lending.cursors(of: id)
        while true {
            let (portions, recipes) = try wire.use { session in
                (try session.results(of: id, after: cursors), try session.recipes(of: id))
            }
            guard !portions.isEmpty else { break }
            try await lending.take(portions, madeWith: recipes)
            for portion in portions { cursors[portion.worker] = portion.seq }
            // However much comes home, who leaves meanwhile is told of, and that somebody is here.
            try await tellOfReaders(wire)
            try wire.use { try $0.signOfLife() }
        }
        guard isSettled else { return }
        try await lending.end(id)
        try await finish(id, wire)
    }

    private func finish(_ id: MailingID, _ wire: NewsroomWire) async throws {
        try wire.use { try $0.end(id) }
        try await lending.forget(id)
    }
}
