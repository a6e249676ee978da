// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import Sender

/// Asks DNS now and then whether the records are still there that make mail believed. What never was there is for the doctor to say:
/// nobody is woken because of it.
struct RecordWatch {
    private var last: ContinuousClock.Instant?
    private var found: [Alarm] = []
    /// What was as it should be.
    private var good: Set<String> = []

    /// How long what was found is believed.
    private static let pause: Duration = .seconds(6 * 3600)
    /// The same while something is wrong.
    private static let shortPause: Duration = .seconds(900)
    private static let checks: Set<DoctorFinding.Check> = [.dkim, .spf, .dmarc, .returnPath]

    /// What is wrong in DNS, as far as it is known.
    mutating func look(at newsroom: Newsroom) async -> [Alarm] {
        guard let names = newsroom.context.names, !newsroom.configuration.goesToSandbox else { return [] }
        let now = newsroom.context.clock.steady.now()
        if let last, now - last < (found.isEmpty ? Self.pause : Self.shortPause) { return found }
        last = now
        let known = Set(
            (try? await newsroom.alarms.raised())?.map(\.alarm).filter { $0.kind == .dns }.map(\.subject)
                ?? [])
        var alarms: [Alarm] = []
        await Doctor(at: newsroom.directory, names: names, clock: newsroom.context.clock).examine { finding in
            guard Self.checks.contains(finding.check) else { return }
            let subject = "\(finding.check.rawValue) of \(finding.place)"
            if finding.severity == .ok { good.insert(subject) }
            guard finding.severity == .wrong, good.contains(subject) || known.contains(subject) else {
                return
            }
            let remedy = finding.remedy.map { "; \($0)" } ?? ""
            alarms.append(Alarm(.dns, subject, "\(finding.place): \(finding.message)\(remedy)"))
        }
        found = alarms
        return alarms
    }
}
