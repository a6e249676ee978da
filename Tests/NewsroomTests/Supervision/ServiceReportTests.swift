// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import MailFormat
import NewsroomSupport
import Sender
import ServiceLifecycle
import Synchronization
import Testing

@testable import Newsroom

@Suite("What the service manager is told")
struct ServiceReportTests {
    private static let refused = Failure(
        phase: .connect, cause: .network, persistence: .transient, scope: .relay,
        detail: "connection refused")
    private static let wrongPassword = Failure(
        phase: .authentication, cause: .authentication, persistence: .permanent, scope: .relay,
        detail: "bad credentials")

    /// A daemon, the manager that hears of it, and a relay that fails as it is told to.
    private final class Stage: Sendable {
        let place: TemporaryNewsroom
        let hands = TurnedClock()
        let socket: ManagerSocket
        let served: ServedNewsroom
        let failure: Mutex<Failure?>
        let visits = Mutex(0)

        init(failing failure: Failure?) async throws {
            place = try await TemporaryNewsroom(readers: 1)
            socket = try ManagerSocket()
            served = ServedNewsroom(try Newsroom(at: place.directory, clock: hands.clock))
            self.failure = Mutex(failure)
        }

        func report(of duties: ServiceDuties) throws -> ServiceReport {
            let environment = ["NOTIFY_SOCKET": socket.address, "WATCHDOG_USEC": "60000000"]
            let probe = RelayProbe { [self] _ in
                visits.withLock { $0 += 1 }
                return failure.withLock(\.self)
            }
            return ServiceReport(
                served, to: try #require(ServiceManager(environment, process: 1)), of: duties, probe: probe,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }

        var state: ServiceReport.State { ServiceReport.State(at: hands.clock.steady.now()) }
    }

    @Test("the web is ready when it listens, whatever the relay says")
    func web() async throws {
        let stage = try await Stage(failing: Self.refused)
        let report = try stage.report(of: .web)
        var state = stage.state
        await report.step(&state)
        #expect(stage.socket.heard() == ["STATUS=waits for the address it listens on"])
        stage.served.noteListening()
        await report.step(&state)
        #expect(stage.socket.heard() == ["READY=1", "STATUS=answers readers"])
        #expect(stage.visits.withLock(\.self) == 0)
    }

    @Test("sending is ready when a relay let it in")
    func sending() async throws {
        let stage = try await Stage(failing: Self.refused)
        let report = try stage.report(of: .sending)
        var state = stage.state
        await report.step(&state)
        #expect(
            stage.socket.heard().allSatisfy { $0.contains("waits for a relay: ") && $0.contains("refused") })
        stage.failure.withLock { $0 = nil }
        stage.hands.turn(by: .seconds(1))
        await report.step(&state)
        #expect(stage.socket.heard() == ["READY=1", "STATUS=publishes and sends"])
        stage.hands.turn(by: .seconds(3600))
        await report.step(&state)
        #expect(stage.visits.withLock(\.self) == 2, "a relay that let us in is not asked again")
    }

    @Test("a relay that does not answer is waited for half a minute, and then stays in the status")
    func deadRelay() async throws {
        let stage = try await Stage(failing: Self.refused)
        let report = try stage.report(of: .sending)
        var state = stage.state
        stage.hands.turn(by: .seconds(29))
        await report.step(&state)
        #expect(!stage.socket.heard().contains("READY=1"))
        stage.hands.turn(by: .seconds(1))
        await report.step(&state)
        let heard = stage.socket.heard()
        #expect(heard.first == "READY=1")
        #expect(try #require(heard.last).contains("no relay lets us in: sandbox: "))
        stage.failure.withLock { $0 = nil }
        stage.hands.turn(by: .seconds(60))
        await report.step(&state)
        #expect(stage.socket.heard().last == "STATUS=publishes and sends")
    }

    @Test("a wrong password is neither waited for nor tried again")
    func wrongPassword() async throws {
        let stage = try await Stage(failing: Self.wrongPassword)
        let report = try stage.report(of: .sending)
        var state = stage.state
        for _ in 0..<3 {
            await report.step(&state)
            stage.hands.turn(by: .seconds(600))
        }
        #expect(stage.socket.heard().first == "READY=1")
        #expect(stage.visits.withLock(\.self) == 1)
    }

    @Test(
        "a service that stands still keeps the watchdog from being told, one that has nothing to do does not")
    func watchdog() async throws {
        let stage = try await Stage(failing: nil)
        let report = try stage.report(of: .sending)
        var state = stage.state
        await report.step(&state)
        stage.served.turns.note(.publishing)
        _ = stage.socket.heard()
        stage.hands.turn(by: ServiceTurns.patience)
        await report.step(&state)
        #expect(stage.socket.heard() == ["WATCHDOG=1", "STATUS=publishes and sends"])
        stage.hands.turn(by: .seconds(1))
        await report.step(&state)
        #expect(stage.socket.heard() == ["STATUS=publishes and sends; publishing stands still"])
        stage.served.turns.note(.publishing)
        await report.step(&state)
        #expect(stage.socket.heard().first == "WATCHDOG=1")
    }

    @Test("services turn when they look and find nothing to do")
    func idle() async throws {
        let stage = try await Stage(failing: nil)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        stage.served.turns.note(.publishing)
        stage.hands.turn(by: ServiceTurns.patience + .seconds(1))
        #expect(stage.served.turns.standing == [.publishing])
        var attempts = PublishingService.Attempts()
        await PublishingService(stage.served, logger: quiet).step(&attempts)
        #expect(stage.served.turns.standing.isEmpty)
    }

    @Test("its end", .timeLimit(.minutes(10)))
    func stopping() async throws {
        let stage = try await Stage(failing: nil)
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let services = ServiceGroup(
            services: [try stage.report(of: .sending)], gracefulShutdownSignals: [], logger: quiet)
        async let end: Void = services.run()
        await services.triggerGracefulShutdown()
        try await end
        #expect(stage.socket.heard().last == "STOPPING=1\nSTATUS=finishes what is on the wire")
    }
}
