// SPDX-License-Identifier: Apache-2.0
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
