// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Sender

@Suite("The retry policy")
struct RetryPolicyTests {
    private let policy = RetryPolicy(
        first: .seconds(300), longest: .seconds(4 * 3600), giveUpAfter: .seconds(48 * 3600))
    private let full = Failure(
        phase: .recipient, cause: .mailboxFull, persistence: .transient, scope: .recipient)

    @Test(
        "waits 5, 15 and 30 minutes, 1, 2 and 4 hours",
        arguments: zip([0, 1, 2, 3, 4, 5, 6, 60], [5, 15, 30, 60, 120, 240, 240, 240].map { $0 * 60 }))
    func waits(attempts: Int, seconds: Int) {
        #expect(policy.wait(after: attempts, chance: 0.5) == .seconds(seconds))
    }

    @Test("spreads its waits by a fifth either way")
    func jitter() {
        #expect(policy.wait(after: 0, chance: 0) == .seconds(240))
        #expect(policy.wait(after: 0, chance: 0.999_999) > .seconds(359))
        #expect(policy.wait(after: 0, chance: 0.999_999) <= .seconds(360))
    }

    @Test("gives up when the next try would come too late")
    func givesUp() {
        let late = disposition(.failed(full), age: .seconds(48 * 3600 - 60))
        #expect(late == .failed(full))
        #expect(disposition(.failed(full), age: .zero) == .deferred(full, after: .seconds(300)))
    }

    @Test(
        "a relay's failure costs no recipient an attempt",
        arguments: [Failure.Persistence.transient, .permanent])
    func relay(persistence: Failure.Persistence) {
        let down = Failure(phase: .connect, cause: .network, persistence: persistence, scope: .relay)
        #expect(disposition(.failed(down), age: .zero) == .postponed(nil, after: .zero))
    }

    @Test("tries a greylisting server again after five to six minutes, and a stubborn one as any other")
    func greylisted() {
        let greylisted = Failure(
            phase: .recipient, cause: .greylisted, persistence: .transient, scope: .recipient)
        #expect(disposition(.failed(greylisted), age: .zero) == .deferred(greylisted, after: .seconds(330)))
        let again = policy.disposition(
            of: .failed(greylisted), attempts: 3, doubts: 0, age: .zero, chance: 0.5)
        #expect(again == .deferred(greylisted, after: .seconds(3600)))
        let hasty = RetryPolicy(first: .seconds(1), longest: .seconds(2)).disposition(
            of: .failed(greylisted), attempts: 0, doubts: 0, age: .zero, chance: 0)
        #expect(hasty == .deferred(greylisted, after: .seconds(2)))
    }

    @Test("a domain that wants less mail costs nobody an attempt, but two days are two days")
    func throttled() {
        let throttled = Failure(
            phase: .recipient, cause: .rateLimited, persistence: .transient, scope: .domain)
        #expect(disposition(.failed(throttled), age: .zero) == .postponed(throttled, after: .seconds(90)))
        #expect(disposition(.failed(throttled), age: .seconds(48 * 3600)) == .failed(throttled))
    }

    @Test("stops when a mailing is of no more use")
    func expires() {
        let late = policy.disposition(
            of: .failed(full), attempts: 0, doubts: 0, age: .seconds(11.95 * 3600),
            lifetime: .seconds(12 * 3600), chance: 0.5)
        #expect(late == .failed(full))
    }

    @Test("resends once in doubt, then holds")
    func doubt() {
        #expect(disposition(.uncertain("lost"), age: .zero) == .uncertain("lost", resendAfter: .seconds(300)))
        let twice = policy.disposition(
            of: .uncertain("lost"), attempts: 1, doubts: 1, age: .zero, chance: 0.5)
        #expect(twice == .uncertain("lost", resendAfter: nil))
    }

    private func disposition(_ outcome: Outcome, age: Duration) -> Disposition {
        policy.disposition(of: outcome, attempts: 0, doubts: 0, age: age, chance: 0.5)
    }
}
