// SPDX-License-Identifier: Apache-2.0

/// Something the doctor looked at.
public struct DoctorFinding: Hashable, Sendable {
    /// What it means for the newsroom.
    public enum Severity: String, Sendable, CaseIterable {
        /// As it should be.
        case ok
        /// Worth a thought.
        case advice
        /// Mail will not go out, or not arrive.
        case wrong
    }

    /// What was looked at.
    public enum Check: String, Sendable, CaseIterable {
        case configuration, templates, database, queue, mailings, alarms, disk, clock, keys, relay, dkim, spf,
            dmarc
        case returnPath = "return-path"
    }

    /// What was looked at.
    public let check: Check
    /// What it means.
    public let severity: Severity
    /// A file, a relay, a name in DNS.
    public let place: String
    /// What was found.
    public let message: String
    /// What to do; nil when there is nothing to.
    public let remedy: String?

    /// A finding.
    init(_ check: Check, _ severity: Severity, at place: String, _ message: String, do remedy: String? = nil)
    {
        self.check = check
        self.severity = severity
        self.place = place
        self.message = message
        self.remedy = remedy
    }
}
