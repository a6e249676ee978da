// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Subscribers
import Synchronization

/// Shows how an import goes: a bar on a terminal, and the rows that were not taken as they come. Keeps those only where a
/// report must hold them all.
final class ImportMeter: Sendable {
    private struct State {
        var rejects: [ImportReport.Remark] = []
        var warnings: [ImportReport.Remark] = []
        var shown = ContinuousClock.now
        var hasBar = false
    }

    private let keepsAll: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    private static let barWidth = 24

    init(keepsAll: Bool) { self.keepsAll = keepsAll }

    var rejects: [ImportReport.Remark] { state.withLock { $0.rejects } }
    var warnings: [ImportReport.Remark] { state.withLock { $0.warnings } }

    func note(_ note: ImportNote) {
        let (remark, word) =
            switch note {
            case .rejected(let remark): (remark, "")
            case .warning(let remark): (remark, "taken, but ")
            }
        guard keepsAll else {
            let address = remark.address.isEmpty ? "its address" : "\(remark.address):"
            let text = TerminalText.harmless(
                "\(address) \(word)\(remark.address.isEmpty ? "is " : "")\(remark.reason)")
            return write("line \(remark.line): \(text)\n")
        }
        state.withLock { state in
            if word.isEmpty { state.rejects.append(remark) } else { state.warnings.append(remark) }
        }
    }

    func progress(_ done: Int, _ total: Int) {
        guard isTerminal, !keepsAll, total > 0 else { return }
        let isDue = state.withLock { state in
            guard ContinuousClock.now - state.shown > .milliseconds(100) else { return false }
            (state.shown, state.hasBar) = (.now, true)
            return true
        }
        guard isDue else { return }
        let filled = min(Self.barWidth, done * Self.barWidth / total)
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: Self.barWidth - filled)
        FileHandle.standardError.write(Data("\r\u{1B}[2K\(bar) \(done * 100 / total) %".utf8))
    }

    /// Takes the bar away.
    func finish() { if state.withLock({ $0.hasBar }) { write("") } }

    private func write(_ text: String) {
        let eraser = isTerminal ? "\r\u{1B}[2K" : ""
        FileHandle.standardError.write(Data((eraser + text).utf8))
    }
}
