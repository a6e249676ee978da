public import MailFormat

/// Turns what a server said into what it means. The only place that decides persistence and scope.
///
/// | phase | 4xx | 5xx |
/// | --- | --- | --- |
/// | greeting, EHLO, STARTTLS, AUTH | relay | relay |
/// | MAIL | relay | message (552 size, 5.1.7/5.1.8 sender); relay when it wants authentication |
/// | RCPT | recipient; relay for 4.3.x | recipient; relay for "relaying denied" and authentication |
/// | DATA | relay | message |
/// | the dot | recipient; relay for 4.3.x | message; recipient for 5.1.x and 5.2.x |
///
/// X.6.7 to X.6.10 (RFC 6531 §4.2) say that an address in UTF-8 cannot be served, and nothing of its mailbox.
/// 421 closes the connection in every phase (RFC 5321 §3.8) and concerns the relay.
public enum ReplyClassification {
    /// The failure a negative reply stands for.
    public static func failure(_ reply: Reply, in phase: Failure.Phase) -> Failure {
        let persistence: Failure.Persistence = reply.isPermanent ? .permanent : .transient
        let (cause, scope) = judge(reply, in: phase)
        return Failure(phase: phase, cause: cause, persistence: persistence, scope: scope, reply: reply)
    }

    private static func judge(_ reply: Reply, in phase: Failure.Phase) -> (Failure.Cause, Failure.Scope) {
        if reply.code == 421 { return (.unavailable, .relay) }
        if !reply.isTransient && !reply.isPermanent { return (.protocol, .relay) }
        switch phase {
        case .connect, .greeting, .hello: return (.unavailable, .relay)
        case .startTLS: return (.tls, .relay)
        case .authentication: return (.authentication, .relay)
        case .mail: return judgeMail(reply)
        case .recipient: return judgeRecipient(reply)
        case .data: return reply.isTransient ? (.unavailable, .relay) : (.policy, .message)
        case .content: return judgeContent(reply)
        }
    }

    private static func judgeMail(_ reply: Reply) -> (Failure.Cause, Failure.Scope) {
        if wantsAuthentication(reply) { return (.authentication, .relay) }
        if reply.isTransient { return (.unavailable, .relay) }
        if reply.code == 552 || reply.status?.isSize == true { return (.size, .message) }
        return (.sender, .message)
    }

    private static func judgeRecipient(_ reply: Reply) -> (Failure.Cause, Failure.Scope) {
        if wantsAuthentication(reply) { return (.authentication, .relay) }
        let text = reply.description.lowercased()
        if reply.isPermanent, text.contains("relay") { return (.relaying, .relay) }
        switch (reply.status?.subject, reply.status?.detail) {
        case (1, 7), (1, 8): return (.sender, .message)
        case (1, _): return (.unknownUser, .recipient)
        case (6, (7...10)?): return (.protocol, .recipient)
        case (2, 2): return (.mailboxFull, .recipient)
        case (3, _) where reply.isTransient: return (.unavailable, .relay)
        case (7, _) where reply.isTransient: return (.greylisted, .recipient)
        case (7, _): return (.policy, .recipient)
        default: break
        }
        if reply.isTransient, text.contains("greylist") || text.contains("graylist") {
            return (.greylisted, .recipient)
        }
        if accusesSender(text) { return (.policy, .recipient) }
        switch reply.code {
        case 452, 552: return (.mailboxFull, .recipient)
        case 550, 551, 553: return (.unknownUser, .recipient)
        default: return (.other, .recipient)
        }
    }

    private static func judgeContent(_ reply: Reply) -> (Failure.Cause, Failure.Scope) {
        switch (reply.status?.subject, reply.status?.detail) {
        case (1, _): return (.unknownUser, .recipient)
        case (6, (7...10)?): return (.protocol, .recipient)
        case (2, 2): return (.mailboxFull, .recipient)
        case (2, _): return (.other, .recipient)
        case (3, 4): return (.size, .message)
        case (3, _) where reply.isTransient: return (.unavailable, .relay)
        default: break
        }
        if reply.isTransient { return (reply.code == 452 ? .unavailable : .other, .recipient) }
        return reply.code == 552 ? (.size, .message) : (.content, .message)
    }

    /// Words of servers that say 550 without a status when they mean us, not their user.
    private static func accusesSender(_ text: String) -> Bool {
        ["spam", "block", "blacklist", "listed", "reputation", "policy", "rate limit"].contains {
            text.contains($0)
        }
    }

    /// 530 (RFC 4954 §6), 535, or a status that says so.
    private static func wantsAuthentication(_ reply: Reply) -> Bool {
        reply.code == 530 || reply.code == 535 || (reply.status?.subject == 7 && reply.status?.detail == 8)
    }
}

extension EnhancedStatus {
    fileprivate var isSize: Bool { subject == 3 && detail == 4 }
}
