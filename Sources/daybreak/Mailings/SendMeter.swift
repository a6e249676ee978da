// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Newsroom
import Sender
import Synchronization

/// Shows how a run goes: a bar that is redrawn on a terminal, a line now and then elsewhere.
final class SendMeter: Sendable {
    private struct State {
        var tally = SendTally()
        var lastShown: ContinuousClock.Instant?
        var lastTrouble = ""
    }

    private let total: Int
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let started = ContinuousClock.now
    private let state = Mutex(State())

    private static let barWidth = 24

    /// - Parameters:
    ///   - total: how many deliveries there are to send.
    ///   - isQuiet: whether only trouble is shown.
    init(total: Int, isQuiet: Bool) {
        self.total = total
        self.isQuiet = isQuiet
    }

    /// Takes note of what happened.
    func note(_ event: SendLoop.Event) {
        switch event {
        case .progress(let tally): show(tally)
        case .trouble(let trouble): complain("\(trouble); trying again")
        case .halted(let mailing, let reason): complain("mailing \(mailing) is halted: \(reason)")
        case .held(let provider, let failure):
            complain(
                "\(provider) does not believe that our mail is ours, and its readers' copies wait: \(failure); “daybreak doctor” says what to mend"
            )
        }
    }

    /// Shows the end.
    func finish() {
        guard !isQuiet else { return }
        let tally = state.withLock { $0.tally }
        write(isTerminal ? "\r\u{1B}[2K\(line(tally))\n" : line(tally) + "\n")
    }

    private func show(_ tally: SendTally) {
        let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(5)
        let isDue = state.withLock { state in
            state.tally = tally
            guard !isQuiet, ContinuousClock.now - (state.lastShown ?? started) > pause else { return false }
            state.lastShown = .now
            return true
        }
        if isDue { write(isTerminal ? "\r\u{1B}[2K\(line(tally))" : line(tally) + "\n") }
    }

    /// Says that something is wrong, once in a row.
    func complain(_ text: String) {
        let isNew = state.withLock { state in
            defer { state.lastTrouble = text }
            return state.lastTrouble != text
        }
        if isNew { write((isTerminal ? "\r\u{1B}[2K" : "") + text + "\n") }
    }

    private func line(_ tally: SendTally) -> String {
        let seconds = (ContinuousClock.now - started) / .seconds(1)
        let rate = seconds > 0 ? Double(tally.total) / seconds : 0
        let share = total > 0 ? min(1, Double(tally.total) / Double(total)) : 1
        let filled = Int(share * Double(Self.barWidth))
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
        var text = "\(bar) \(tally.total)/\(total)  \(Int(rate))/s"
        if rate > 0, tally.total < total {
            text += "  \(Self.clock(Double(total - tally.total) / rate)) left"
        }
        if tally.deferred > 0 { text += "  \(tally.deferred) deferred" }
        if tally.failed > 0 { text += "  \(tally.failed) failed" }
        if tally.uncertain > 0 { text += "  \(tally.uncertain) uncertain" }
        return text
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int64(seconds.rounded(.up))
        return whole < 60 ? "\(whole) s" : ShortDuration.text(whole * 1000)
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
