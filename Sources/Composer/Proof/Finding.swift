// SPDX-License-Identifier: Apache-2.0

/// Something the proof found in an edition.
public struct Finding: Hashable, Sendable, Codable {
    /// What it means for the edition.
    public enum Severity: String, Sendable, Codable {
        /// The edition must not go out like this.
        case blocking
        /// An editor may know better.
        case advice
    }

    /// What was looked for, as `docs/proof.md` lists it.
    public enum Rule: String, CaseIterable, Sendable, Codable {
        case htmlSize = "html-size"
        case messageSize = "message-size"
        case linkBroken = "link-broken"
        case linkRelative = "link-relative"
        case linkShortened = "link-shortened"
        case linkNotHTTPS = "link-not-https"
        case linkText = "link-text"
        case imageAlt = "image-alt"
        case imageWidth = "image-width"
        case imageWeight = "image-weight"
        case pictureMissing = "picture-missing"
        case dateStale = "date-stale"
        case storyStale = "story-stale"
        case mergeFieldEmpty = "merge-field-empty"
        case mergeFieldUnknown = "merge-field-unknown"
        case subjectEmpty = "subject-empty"
        case subjectLength = "subject-length"
        case subjectRepeated = "subject-repeated"
        case preheaderEmpty = "preheader-empty"
        case preheaderLength = "preheader-length"
        case preheaderRepeated = "preheader-repeated"
        case preheaderProposed = "preheader-proposed"
        case alreadyRun = "already-run"
        case storyUnlinked = "story-unlinked"
        case storyRepeated = "story-repeated"
        case logoDark = "logo-dark"
        case parity
        case contrast
        case headingOrder = "heading-order"
        case language
        case labels
        case unsubscribeMissing = "unsubscribe-missing"
        case addressMissing = "address-missing"
        case reasonMissing = "reason-missing"
        case placeholder
        case leftover
        case leftOut = "left-out"
        case storyReplaced = "story-replaced"
        case clientSupport = "client-support"
    }

    /// What was looked for.
    public let rule: Rule
    /// What it means.
    public let severity: Severity
    /// Where in the edition: `subject`, `html`, `text`, `story 3`.
    public let place: String
    /// What is wrong, and what to do.
    public let message: String

    private enum CodingKeys: String, CodingKey {
        case rule, severity, message
        case place = "where"
    }

    /// A finding.
    public init(_ rule: Rule, _ severity: Severity = .blocking, in place: String, _ message: String) {
        self.rule = rule
        self.severity = severity
        self.place = place
        self.message = message
    }

    /// This finding as one about the version without some sections.
    public func without(_ sections: Set<String>) -> Finding {
        Finding(rule, severity, in: "\(place), without \(sections.sorted().joined(separator: ", "))", message)
    }
}
