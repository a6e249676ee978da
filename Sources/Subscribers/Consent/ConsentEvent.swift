// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// One thing that happened to somebody's consent. It is never changed, and leaves only with the person.
public struct ConsentEvent: Hashable, Sendable {
    /// What happened. The words are the store's.
    public enum Kind: String, CaseIterable, Hashable, Sendable, Codable {
        /// They asked for a list and get it.
        case subscribe
        /// They asked for a list that wants to be confirmed; were mailed again; confirmed.
        case request, resend, confirm
        case unsubscribe
        /// An operator brought them in a file.
        case `import`
        /// A mail came back.
        case bounce
        /// They called a mail spam.
        case complaint
        /// Their address must not be mailed any more; may be mailed again.
        case suppress, release
        /// They asked for another address; have another address.
        case addressRequest = "address-request"
        case address
        /// They never confirmed.
        case expire
        /// Somebody was erased. The event does not say who.
        case erase
    }

    /// What happened.
    public let kind: Kind
    /// Which list's consent; nil when all of them.
    public let list: String?
    /// Milliseconds since 1970.
    public let at: Int64
    /// Who or what did it: `preferences page`, `file readers.csv`.
    public let source: String
    /// The line of the file, for imports.
    public let line: Int?
    /// What else is known, as a JSON object.
    public let evidence: String?

    /// An event.
    public init(
        kind: Kind, list: String?, at: Int64, source: String, line: Int? = nil, evidence: String? = nil
    ) {
        self.kind = kind
        self.list = list
        self.at = at
        self.source = source
        self.line = line
        self.evidence = evidence
    }
}

/// The evidence of a wish: where it came from, and what shows that it was the person's own.
public struct Evidence: Hashable, Sendable {
    /// `sign-up form`, `command line`, `one-click header`.
    public let source: String
    /// The Internet address they came from.
    public var internetAddress: String?
    /// What their browser calls itself.
    public var userAgent: String?
    /// Which text they agreed to.
    public var form: String?
    /// The number of the mailing whose copy they came from.
    public var mailing: MailingID?

    /// A source with what is known besides.
    public init(
        _ source: String, internetAddress: String? = nil, userAgent: String? = nil, form: String? = nil
    ) {
        self.source = source
        self.internetAddress = internetAddress
        self.userAgent = userAgent
        self.form = form
    }

    /// A JSON object; nil when nothing is known besides the source.
    public var json: String? {
        let known = [("ip", internetAddress), ("userAgent", userAgent), ("form", form)].compactMap {
            name, value in
            value.map {
                (name: name, value: AttributeValue.text(String($0.unicodeScalars.prefix(Self.longest))))
            }
        }
        let numbers =
            mailing.map { [(name: "mailing", value: AttributeValue.number(Double($0.rawValue)))] } ?? []
        return known.isEmpty && numbers.isEmpty ? nil : AttributeJSON.text(known + numbers)
    }

    /// The Unicode scalars that are kept of each text that a stranger sends.
    private static let longest = 300
}
