import MailFormat
import Testing

@testable import Sender

@Suite("The retry policy")
struct RetryPolicyTests {
    private let policy = RetryPolicy(
        first: .seconds(300), longest: .seconds(3600), giveUpAfter: .seconds(48 * 3600))
    private let full = Failure(
        phase: .recipient, cause: .mailboxFull, persistence: .transient, scope: .recipient)

    @Test(
        "doubles its waits up to the longest",
        arguments: zip([0, 1, 2, 3, 4, 60], [300, 600, 1200, 2400, 3600, 3600]))
    func doubles(attempts: Int, seconds: Int) {
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
        #expect(disposition(.failed(down), age: .zero) == .returned)
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
