// SPDX-License-Identifier: Apache-2.0

/// Turns what a server said into what it means. The only place that decides cause, persistence and scope.
///
/// The first of these that knows the reply decides:
///
/// 1. the phase, where there is a dialogue: what is said before a recipient is named, and 421 in every phase
///    (RFC 5321 §3.8), concerns the relay or the message; a syntax answer to RCPT concerns that recipient (RFC 5321 §4.2);
/// 2. the wording of known servers, which often contradicts their codes: `wordings`;
/// 3. the enhanced status code (RFC 3463 and the IANA registry): `byStatus`;
/// 4. the basic code: `byCode`.
///
/// | scope | whose trouble | cost |
/// | --- | --- | --- |
/// | relay | everyone's through this relay | the relay pauses; nobody loses an attempt |
/// | domain | everyone's at this domain: limits and throttling | the domain is paced; nobody loses an attempt |
/// | message | everyone's with this content | the mailing halts when it goes on |
/// | recipient | this one's | an attempt |
///
/// Who says it changes what is meant: see `Speaker`.
///
/// Only `Failure.bounce` counts against a reader, and only where the answer says that a mailbox is unknown, closed or full.
public enum ReplyClassification {
    /// The failure a negative reply stands for.
    public static func failure(_ reply: Reply, from speaker: Speaker) -> Failure {
        let verdict = verdict(on: reply, from: speaker)
        return Failure(
            phase: speaker.phase, cause: verdict.cause,
            persistence: verdict.persistence ?? (reply.isPermanent ? .permanent : .transient),
            scope: verdict.scope, reply: reply)
    }

    private static func verdict(on reply: Reply, from speaker: Speaker) -> Verdict {
        let words = Spoken(ownWords(of: reply))
        let limit = accountLimit(reply, words)
        func byText(_ phase: Failure.Phase) -> Verdict {
            byWording(reply, words) ?? (speaker == .report ? byReporter(words) : nil)
                ?? reply.status.flatMap { byStatus($0, phase) } ?? byCode(reply, phase)
        }
        switch speaker {
        case .submissionRelay(let phase):
            return limit ?? byPhase(reply, words, phase) ?? byText(phase)
        case .receivingServer(let phase):
            let known = byPhase(reply, words, phase)
            if let known, reply.code == 421 || phase.isBeforeRecipient { return known }
            return (limit ?? known ?? byText(phase)).fromStranger
        case .report:
            return (limit ?? bySession(reply, words) ?? byText(.recipient)).fromStranger
        }
    }

    struct Verdict {
        let cause: Failure.Cause
        let scope: Failure.Scope
        /// The persistence; nil for the one that the code's first digit gives.
        var persistence: Failure.Persistence?

        init(_ cause: Failure.Cause, _ scope: Failure.Scope, _ persistence: Failure.Persistence? = nil) {
            (self.cause, self.scope, self.persistence) = (cause, scope, persistence)
        }

        /// This verdict as one of a server that has no account of ours, or is not known: nothing that it says concerns our
        /// relay.
        var fromStranger: Verdict {
            guard scope == .relay else { return self }
            switch cause {
            case .rateLimited, .unavailable, .blocked, .tls, .network:
                return Verdict(cause, .domain, persistence)
            default: return Verdict(cause, .recipient, persistence)
            }
        }
    }

    /// What the server says in its own words, in lower case: no address, which is a stranger's text, and may
    /// be long. Where the lines of a reply are joined without a space, words stand directly behind an address
    /// in brackets.
    private static func ownWords(of reply: Reply) -> [UInt8] {
        var words: [UInt8] = []
        var start = 0
        func endWord() {
            if let at = words[start...].lastIndex(of: UInt8(ascii: "@")) {
                let behind = words[at...].drop { $0 != UInt8(ascii: ">") }.drop { !$0.isLetter }
                words.removeSubrange(start..<behind.startIndex)
            }
            if words.count > start { words.append(UInt8(ascii: " ")) }
            start = words.count
        }
        for byte in reply.description.utf8.prefix(longest) {
            if byte == UInt8(ascii: " ") {
                endWord()
            } else {
                words.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            }
        }
        endWord()
        if !words.isEmpty { words.removeLast() }
        return words
    }

    /// Bytes of a reply that are looked at.
    private static let longest = 2_000

    /// The time that a server names in its reply: “try again in 30 minutes”, “retry after 3600 seconds”; not that of the
    /// limit, “300 messages per 24 hours”.
    static func pause(_ reply: Reply) -> Duration? {
        let words = reply.description.prefix(longest).lowercased().split { !$0.isLetter && !$0.isNumber }
        for index in words.indices.dropLast() {
            guard let count = Int(words[index]), (1...100_000).contains(count),
                index == 0 || !["per", "every", "last", "of"].contains(words[index - 1])
            else { continue }
            let unit: Int? =
                switch words[index + 1] {
                case "s", "sec", "secs", "second", "seconds": 1
                case "min", "mins", "minute", "minutes": 60
                case "h", "hour", "hours": 3600
                default: nil
                }
            if let unit { return min(.seconds(unit * count), longestPause) }
        }
        return nil
    }

    /// The longest pause that is believed: no limit of a day or less ends later.
    private static let longestPause: Duration = .seconds(86_400)
}
