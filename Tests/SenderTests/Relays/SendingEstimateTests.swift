// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing
import Threads

@testable import Sender

@Suite("How long a mailing takes")
struct SendingEstimateTests {
    private let day = CalendarDay(daysSince1970: 20_000)

    private func relay(_ name: String, _ change: (inout RelayLimits) -> Void = { _ in }) -> RelayLimits {
        var limits = RelayLimits(NamedRelay(name: name))
        change(&limits)
        return limits
    }

    private struct NamedRelay: Relay {
        let name: String
        func connect(
            waitingOn executor: any SocketExecutor, isUnwanted: @escaping () -> Bool
        ) throws(Failure) -> any RelayConnection {
            throw Failure(phase: .connect, cause: .other, persistence: .transient, scope: .relay)
        }
    }

    @Test("by what its connections took of late, and a quarter of a second while nothing is known")
    func measured() {
        let estimate = SendingEstimate([relay("main")], ["main": .init(perMessage: 100)])
        #expect(estimate.duration(of: 10_000, on: day) == .seconds(100))
        #expect(SendingEstimate([relay("main")], [:]).duration(of: 10_000, on: day) == .seconds(250))
        #expect(estimate.duration(of: 0, on: day) == .zero)
    }

    @Test("a limit a second and a pace that was learned slow it down")
    func paced() {
        let limited = relay("main") { $0.perSecond = 20 }
        #expect(
            SendingEstimate([limited], ["main": .init(perMessage: 1)]).duration(of: 1000, on: day)
                == .seconds(50))
        let learned = SendingEstimate([limited], ["main": .init(perMessage: 1, learned: 5)])
        #expect(learned.duration(of: 1000, on: day) == .seconds(200))
    }

    @Test("a quota makes it wait for its next window, and relays with a share work side by side")
    func quotas() {
        let hourly = relay("main") { $0.quotas = [RelayQuota(1000, in: .seconds(3600))] }
        let estimate = SendingEstimate([hourly], ["main": .init(perMessage: 1)])
        #expect(estimate.duration(of: 1000, on: day) == .seconds(0.1))
        #expect(estimate.duration(of: 2500, on: day) == .seconds(7200))
        let pair = [relay("one") { $0.weight = 3 }, relay("two") { $0.weight = 1 }, relay("spare")]
        let shared = SendingEstimate(pair, ["one": .init(perMessage: 10), "two": .init(perMessage: 100)])
        #expect(shared.duration(of: 4000, on: day) == .seconds(10), "the slower share is done last")
    }
}
