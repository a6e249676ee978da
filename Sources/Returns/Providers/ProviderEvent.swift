// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// A provider that tells by webhooks what became of mail.
public enum MailProvider: String, CaseIterable, Hashable, Sendable {
    case ses, postmark, sendgrid, mailgun, brevo, sparkpost

    /// As it calls itself.
    public var name: String {
        switch self {
        case .ses: "Amazon SES"
        case .postmark: "Postmark"
        case .sendgrid: "SendGrid"
        case .mailgun: "Mailgun"
        case .brevo: "Brevo"
        case .sparkpost: "SparkPost"
        }
    }
}

/// One thing that a provider tells of one recipient's copy.
public struct ProviderEvent: Hashable, Sendable {
    /// What it tells.
    public enum Kind: Hashable, Sendable {
        /// The copy will not arrive.
        case bounced
        /// The provider still tries.
        case delayed
        /// The reader called it spam.
        case complained
        /// The reader told the provider that they want no more.
        case unsubscribed
        /// Delivered, opened and the like, which changes nothing.
        case other
    }

    /// What it tells.
    public let kind: Kind
    /// Whose copy; nil where the provider hides it or writes no address.
    public let recipient: EmailAddress?
    /// Why it did not arrive, for what bounced or is delayed: by the words of the server that are quoted,
    /// else by the provider's own class.
    public let failure: Failure?
    /// The status that is quoted (RFC 3463).
    public let status: EnhancedStatus?
    /// The recipient's server.
    public let server: String?
    /// What is the same when the event is told again, among the events of one provider; made of the message's
    /// identifier, the kind and the time where the provider has none of its own.
    public let identifier: String?
    /// The Message-ID of the copy without its brackets, where the provider tells it. Providers that write
    /// their own tell that.
    public let messageID: String?
    /// Texts in which a token of ours may stand, as they are: the envelope sender, `X-Daybreak-Ref` where
    /// headers are quoted, metadata called `daybreak-ref` or `daybreak_ref`, tags.
    public let references: [String]
    /// When it happened, in milliseconds since 1970.
    public let at: Int64?

    init(
        _ kind: Kind, _ recipient: String?, failure: Failure? = nil, status: EnhancedStatus? = nil,
        server: String? = nil, identifier: String? = nil, messageID: String? = nil,
        references: [String?] = [], at: Int64? = nil
    ) {
        self.kind = kind
        self.recipient = recipient.flatMap(Self.address)
        self.failure = failure
        self.status = status
        self.server = server
        self.identifier = identifier
        self.messageID = messageID.flatMap(Self.withoutBrackets)
        self.references = Array(
            references.lazy.compactMap { $0 }
                .filter { !$0.isEmpty && $0.utf8.count <= Self.longestReference }.prefix(Self.mostReferences))
        self.at = at
    }

    /// Texts of an event that are looked at, and bytes of each.
    private static let mostReferences = 50
    private static let longestReference = 2_000

    /// The address of `ann@inbox.test` or `Ann <ann@inbox.test>`.
    private static func address(_ text: String) -> EmailAddress? {
        if let address = try? EmailAddress(text) { return address }
        guard text.utf8.count <= longestReference, let open = text.lastIndex(of: "<"),
            let close = text.lastIndex(of: ">"), open < close
        else {
            return nil
        }
        return try? EmailAddress(text[text.index(after: open)..<close])
    }

    private static func withoutBrackets(_ text: String) -> String? {
        guard text.utf8.count <= longestReference else { return nil }
        let bare = text.filter { !$0.isWhitespace && $0 != "<" && $0 != ">" }
        return bare.isEmpty ? nil : bare
    }
}

extension ProviderEvent {
    /// Events of one body at the most.
    public static let most = 10_000

    /// What a body tells: one object, an array of them, or one after the other as in JSON lines.
    /// - Throws: what is wrong and where; nothing of such a body is told.
    public static func all(
        in body: [UInt8], from provider: MailProvider
    ) throws(ProviderFault) -> [ProviderEvent] {
        let records = try ProviderJSON.texts(in: body).flatMap { $0.list ?? [$0] }
        guard records.count <= most else { throw .tooMany(limit: most) }
        var events: [ProviderEvent] = []
        for (index, fields) in records.enumerated() {
            let record = ProviderRecord(provider: provider, number: index + 1, fields: fields)
            events += try record.events()
            guard events.count <= most else { throw .tooMany(limit: most) }
        }
        return events
    }
}

/// What is wrong with what a provider tells.
public enum ProviderFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It has more bytes than so many.
    case tooLarge(limit: Int)
    /// It has more events than so many.
    case tooMany(limit: Int)
    /// It has more values than so many, or more inside one another.
    case tooComplex(values: Int, depth: Int)
    /// There is nothing.
    case empty
    /// The bytes are no text.
    case notUTF8
    /// One of the texts, counted from 1, is no JSON.
    case notJSON(text: Int)
    /// An event, counted from 1, is no object.
    case noObject(MailProvider, event: Int)
    /// An event, counted from 1, does not have a field, or it does not hold what it should.
    case missing(MailProvider, event: Int, field: String)

    /// One clause.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "it has more than \(limit) bytes"
        case .tooMany(let limit): "it has more than \(limit) events"
        case .tooComplex(let values, let depth):
            "it has more than \(values) values, or more than \(depth) inside one another"
        case .empty: "it is empty"
        case .notUTF8: "it is not UTF-8"
        case .notJSON(let text): "text \(text) is not JSON"
        case .noObject(let provider, let event): "\(provider.name) event \(event) is no object"
        case .missing(let provider, let event, let field):
            "\(provider.name) event \(event) has no “\(field)”"
        }
    }
}

/// One object of a body, before it is known what it tells.
struct ProviderRecord {
    let provider: MailProvider
    /// From 1.
    let number: Int
    let fields: ProviderJSON

    func events() throws(ProviderFault) -> [ProviderEvent] {
        guard fields.isObject else { throw .noObject(provider, event: number) }
        return switch provider {
        case .ses: try sesEvents()
        case .postmark: try postmarkEvents()
        case .sendgrid: try sendGridEvents()
        case .mailgun: try mailgunEvents()
        case .brevo: try brevoEvents()
        case .sparkpost: try sparkPostEvents()
        }
    }

    /// A text that every event of the provider has.
    func required(_ text: String?, _ field: String) throws(ProviderFault) -> String {
        guard let text, !text.isEmpty else { throw .missing(provider, event: number, field: field) }
        return text
    }

    /// What stands for an event that has no identifier of its own; nil unless all of it is told.
    static func identifier(_ parts: String?...) -> String? {
        let told = parts.compactMap { $0 }
        return told.count == parts.count ? told.joined(separator: " ") : nil
    }
}
