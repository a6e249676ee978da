// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import Logging

/// Says that a provider of mailboxes does not believe who we are, and which record to mend.
struct AlignmentAlarm: Sendable {
    private let newsroom: Newsroom
    private let logger: Logger

    init(_ newsroom: Newsroom, _ logger: Logger) {
        self.newsroom = newsroom
        self.logger = logger
    }

    /// The doctor’s checks that concern who we are.
    private static let checks: Set<DoctorFinding.Check> = [.keys, .dkim, .spf, .dmarc, .returnPath]

    /// Logs at once what was said, and what is wrong in DNS when that is known.
    func sound(over provider: String, _ reply: String) {
        logger.critical(
            "\(provider) does not believe that our mail is ours, and its readers' copies wait: \(reply)",
            metadata: .provider(provider))
        guard let names = newsroom.context.names else { return }
        Task {
            var faults = 0
            await Doctor(at: newsroom.directory, names: names).examine { finding in
                guard Self.checks.contains(finding.check), finding.severity != .ok else { return }
                faults += 1
                let remedy = finding.remedy.map { "; \($0)" } ?? ""
                logger.critical(
                    "\(finding.check.rawValue) at \(finding.place): \(finding.message)\(remedy)",
                    metadata: .provider(provider))
            }
            if faults == 0 {
                logger.critical(
                    "“daybreak doctor” finds nothing wrong in DNS: ask \(provider)",
                    metadata: .provider(provider))
            }
        }
    }
}
