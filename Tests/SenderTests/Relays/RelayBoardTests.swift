// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Sender

@Suite("Which relay carries the mail")
struct RelayBoardTests {
    private let start = ContinuousClock.now
    private let refused = Failure(
        phase: .connect, cause: .network, persistence: .transient, scope: .relay, detail: "refused")

    private func limits(_ name: String, weight: Int? = nil) -> RelayLimits {
        var limits = RelayLimits(ScriptedRelay(name))
        limits.weight = weight
        return limits
    }

    private func after(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    /// Connections of each relay at a time.
    private func connections(_ board: RelayBoard, at seconds: Double) -> [Int] {
        board.relays.indices.map { board.connections(of: $0, wanted: 9, at: after(seconds)) }
    }

    @Test("those without a weight take over in order, and give way to the first once it has proved itself")
    func inOrder() {
        var board = RelayBoard([limits("main"), limits("spare"), limits("last")], at: start)
        #expect(connections(board, at: 0) == [5, 0, 0])
        _ = board[0].fail(refused, at: after(0))
        #expect(connections(board, at: 0.5) == [0, 5, 0])
        _ = board[1].fail(refused, at: after(0.5))
        #expect(connections(board, at: 0.6) == [0, 0, 5])
        // A second later one connection tries; the last relay goes on meanwhile.
        #expect(connections(board, at: 1.1) == [1, 0, 5])
        board.join(0)
        let isTaken = board.take(0, at: after(1.2))
        #expect(isTaken)
        #expect(connections(board, at: 1.3) == [1, 0, 5])
        board[0].note(DeliveryID(rawValue: 1), accepted: true, answered: true, at: after(1.4))
        #expect(connections(board, at: 1.4)[0] >= 5)
        #expect(connections(board, at: 1.4).dropFirst() == [0, 0])
    }

    @Test("a relay that fails again is left alone for 1, 2, 4 … 60 seconds")
    func breaker() {
        var breaker = CircuitBreaker()
        var now = start
        for pause in [1, 2, 4, 8, 16, 32, 60, 60] {
            breaker.trip(at: now)
            breaker.trip(at: now)  // What had set out before says nothing new.
            #expect(!breaker.mayProbe(at: now + .seconds(pause) - .milliseconds(1)))
            now += .seconds(pause)
            #expect(breaker.mayProbe(at: now) && !breaker.isClosed)
        }
        breaker.close()
        #expect(breaker.isClosed && breaker.failingSince == nil)
    }

    @Test("a failure while other connections work is that connection's own")
    func others() {
        var board = RelayBoard([limits("main"), limits("spare")], at: start)
        board.join(0)
        let pausesAlone = board[0].fail(refused, at: start)
        #expect(pausesAlone)
        #expect(connections(board, at: 0) == [5, 0])
        board[0].leave()
        let pausesStill = board[0].fail(refused, at: start)
        #expect(!pausesStill)
        #expect(connections(board, at: 0) == [0, 5])
    }

    @Test("weights are shares of the mail, whatever the relays' speeds")
    func weights() {
        var board = RelayBoard(
            [limits("spare"), limits("large", weight: 3), limits("small", weight: 1)], at: start)
        #expect(connections(board, at: 0) == [0, 5, 5])
        board.join(1)
        board.join(2)
        var taken = [0, 0, 0]
        for round in 0..<4_000 {
            // The small one asks nine times as often.
            let relay = round % 10 == 0 ? 1 : 2
            guard board.take(relay, at: start) else { continue }
            taken[relay] += 1
            board[relay].note(DeliveryID(rawValue: 1), accepted: true, answered: true, at: start)
        }
        #expect(taken[1] == 400 && (120...145).contains(taken[2]), "\(taken)")
        // One that no longer answers does not hold up the other.
        while !board.take(2, at: start) { _ = board.take(1, at: start) }
        var alone = 0
        for _ in 0..<1000 where board.take(1, at: after(6)) { alone += 1 }
        #expect(alone == 1000)
    }

    @Test("shares hold also when there was nothing to send for long")
    func weightsAfterRest() {
        var board = RelayBoard([limits("large", weight: 3), limits("small", weight: 1)], at: start)
        board.join(0)
        board.join(1)
        let isTaken = board.take(0, at: after(60))
        #expect(isTaken)
        let taken = (0..<100).filter { _ in board.take(1, at: after(60)) }.count
        #expect(taken < 10)
        // It has owed an answer for seconds, not for the minute.
        let (early, late) = (board.take(1, at: after(64)), board.take(1, at: after(66)))
        #expect(!early && late)
    }

    @Test("messages a second are a pace with hardly a burst")
    func pace() {
        var limits = limits("main")
        limits.perSecond = 50
        var board = RelayBoard([limits], at: start)
        var pace = RelayPace()
        var taken = 0
        for tick in 0..<100 {
            let now = after(Double(tick) * 0.02)
            for claim in board.claims(at: now) {
                let grant = pace.grant(claim.messages, perSecond: claim.perSecond, at: Int64(tick * 20))
                board.accept(
                    [
                        "main": QuotaGrant(
                            messages: grant.messages, turn: grant.wait.map { .milliseconds($0) })
                    ],
                    at: now)
            }
            while board.take(0, at: now) { taken += 1 }
        }
        #expect((99...106).contains(taken), "\(taken)")
    }

    @Test(
        "a relay that gets too many a second is paced from then on, and given up when it takes nothing at all"
    )
    func complaint() {
        var board = RelayBoard([limits("main")], at: start)
        board.join(0)
        for number in 1...14 {
            let isTaken = board.take(0, at: start)
            #expect(isTaken)
            board[0].note(DeliveryID(rawValue: Int64(number)), accepted: true, answered: true, at: start)
        }
        let question = board.claims(at: start)
        #expect(question.map(\.messages) == [0] && question.map(\.tooFast) == [nil])
        // Another sender may have been taught a pace.
        board.accept(["main": QuotaGrant(messages: 0)], at: start)
        #expect(board.claims(at: after(1)).isEmpty && board.claims(at: after(2)).count == 1)
        let isDown = board[0].complain(at: start)
        #expect(!isDown)
        let early = board.take(0, at: start)
        #expect(!early, "not before the ledger says so")
        let claims = board.claims(at: start)
        #expect(claims.map(\.tooFast) == [14] && claims.map(\.messages) == [0])
        let again = board[0].complain(at: start)
        board.accept(["main": QuotaGrant(messages: 0, turn: .seconds(1), isPaced: true)], at: start)
        #expect(
            !again && board.claims(at: start).map(\.tooFast) == [14], "said after the claim, and told now")
        board.accept(["main": QuotaGrant(messages: 0, turn: .seconds(1), isPaced: true)], at: start)
        #expect(board.claims(at: after(0.9)).isEmpty)
        let later = board.claims(at: after(1.1))
        #expect(later.map(\.tooFast) == [nil] && later.allSatisfy { $0.messages > 0 })
        board.accept(
            ["main": QuotaGrant(messages: 1, turn: .milliseconds(71), isPaced: true)], at: after(1.1))
        let takes = [board.take(0, at: after(1.1)), board.take(0, at: after(1.1))]
        #expect(takes == [true, false])
        let (soon, late) = (board[0].complain(at: after(20)), board[0].complain(at: after(40)))
        #expect(!soon && late, "nothing accepted for half a minute")
    }

    @Test("a pace that another sender was taught holds from the next question on")
    func taughtToAnother() {
        var board = RelayBoard([limits("main")], at: start)
        board.join(0)
        let free = board.take(0, at: start)
        _ = board.claims(at: start)
        board.accept(["main": QuotaGrant(messages: 0, isPaced: true)], at: start)
        let early = board.take(0, at: start)
        #expect(free && !early && board.claims(at: start).allSatisfy { $0.messages > 0 })
    }

    @Test("a clock that is set back holds nobody up, and a pace below one a second can be too fast")
    func oddPaces() {
        var pace = RelayPace(next: 3_600_000)
        let granted = [
            pace.grant(1, perSecond: 10, at: 0).messages, pace.grant(1, perSecond: 10, at: 1_100).messages,
        ]
        #expect(granted == [0, 1])
        var slow = RelayPace(next: 0, learned: 0.5, learnedAt: 0)
        _ = slow.grant(1, perSecond: 0.5, at: 2_000)
        slow.slowDown(from: 1, configured: nil, at: 2_100)
        #expect(slow.learned.map { $0 < 0.5 } == true)
    }

    @Test("a pace that is too fast is a tenth less each time, rises again and is forgotten")
    func learning() {
        var pace = RelayPace()
        #expect(pace.perSecond(configured: nil, at: 0) == nil)
        pace.slowDown(from: 20, configured: nil, at: 0)
        #expect(pace.perSecond(configured: nil, at: 0) == 20 && pace.perSecond(configured: 5, at: 0) == 5)
        pace.slowDown(from: 3, configured: nil, at: 50)
        #expect(pace.learned == 20, "who was under way says the same")
        pace.slowDown(from: 3, configured: nil, at: 1_000)
        #expect(pace.learned.map { abs($0 - 18.18) < 0.01 } == true)
        #expect(pace.perSecond(configured: nil, at: 11_000).map { abs($0 - 20) < 0.01 } == true)
        #expect(pace.perSecond(configured: nil, at: 3_601_000) == nil)
    }

    @Test("a quota is asked for before it is used, and what is used up rests or fails over")
    func quota() {
        var limits = limits("main")
        limits.quotas = [RelayQuota(60, in: .seconds(3600))]
        var board = RelayBoard([limits, self.limits("spare")], at: start)
        let early = board.take(0, at: start)
        #expect(!early)
        #expect(board.claims(at: start).map(\.messages) == [50])
        board.accept(["main": QuotaGrant(messages: 1, wait: .seconds(100))], at: start)
        #expect(connections(board, at: 0) == [5, 0])
        let takes = [board.take(0, at: start), board.take(0, at: start)]
        #expect(takes == [true, false])
        #expect(
            connections(board, at: 0) == [0, 5] && !board.claims(at: start).map(\.relay).contains("main"))
        #expect(board[0].trouble(at: start)?.description == "the relay main: its quota is used up for 2 min")
        #expect(connections(board, at: 101) == [5, 0])
        board[0].giveBack()
        let released = board.release().map(\.messages)
        #expect(released == [-1])
    }
}
