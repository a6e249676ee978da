/// Something the doctor looked at.
public struct DoctorFinding: Hashable, Sendable, Codable {
    /// What it means for the newsroom.
    public enum Severity: String, Sendable, Codable, CaseIterable {
        /// As it should be.
        case ok
        /// Worth a thought.
        case advice
        /// Mail will not go out, or not arrive.
        case wrong
    }

    /// What was looked at.
    public enum Check: String, Sendable, Codable, CaseIterable {
        case configuration, templates, database, mailings, disk, clock, keys, relay, dkim, spf, dmarc
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

    private enum CodingKeys: String, CodingKey {
        case check, severity, message, remedy
        case place = "where"
    }

    /// A finding.
    init(_ check: Check, _ severity: Severity, at place: String, _ message: String, do remedy: String? = nil)
    {
        self.check = check
        self.severity = severity
        self.place = place
        self.message = message
        self.remedy = remedy
    }

    /// Absent is null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(check, forKey: .check)
        try container.encode(severity, forKey: .severity)
        try container.encode(place, forKey: .place)
        try container.encode(message, forKey: .message)
        try container.encode(remedy, forKey: .remedy)
    }
}
