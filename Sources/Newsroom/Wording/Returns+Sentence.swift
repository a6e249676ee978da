// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import Returns

extension ReturnFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .notKept(let number):
            "no message \(number) is kept: only what is held, not understood or written by people is"
        case .notHeld(let number):
            "nothing \(number) is held: “daybreak bounce list --only held” names what is"
        case .notOpen(let number):
            "\(number) waits for nobody: “daybreak bounce list --only held --only unknown” names what does"
        case .shortPhrase(let words):
            "“\(words)” is too short: say words that stand in no other message, of 8 characters at least"
        case .notTaught(let words):
            "nobody said what “\(words)” means: “daybreak bounce teach” lists what was said"
        case .notOfProvider(let file, let provider, let fault):
            "\(file) has nothing that \(provider.name) tells: \(fault)"
        case .notConfigured: "daybreak.yaml has no “returns:”: say there where mail comes back to"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .notKept, .notHeld, .notOpen, .shortPhrase, .notTaught, .notOfProvider: .data
        case .notConfigured: .configuration
        }
    }
}
extension WebhookRefusal: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .notConfigured: "nothing under “returns: providers:” says how it shows who it is"
        case .notProven(let fault): "nothing shows who sent it: \(fault)"
        case .notUnderstood(let fault): "\(fault)"
        case .tooEarly: "its copy is on its way still: it is heard when it is posted again"
        case .unreachable(let why): why
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .notConfigured: .configuration
        case .notProven, .notUnderstood: .data
        case .tooEarly, .unreachable: .temporary
        }
    }
}
extension MailboxFault: ExplainedError {
    /// One clause: what, where, and what to do.
    var sentence: String {
        let step =
            switch phase {
            case .connect: "it cannot be reached"
            case .tls: "TLS cannot be agreed on"
            case .login: "it does not let us in"
            case .select: "the mailbox cannot be opened"
            case .fetch: "messages cannot be read"
            case .remove: "messages cannot be removed"
            }
        return "\(step): \(detail)" + (isTransient ? "; it is tried again" : "")
    }

    /// How a script should take it.
    var kind: Sysexit { isTransient ? .temporary : .unavailable }
}

extension PipeFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String { "the message is not taken yet: \(reason)" }

    /// How a script should take it.
    public var kind: Sysexit { .temporary }
}
