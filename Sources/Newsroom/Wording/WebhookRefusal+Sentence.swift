// SPDX-License-Identifier: Apache-2.0

extension WebhookRefusal: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .notConfigured: "nothing under “returns: providers:” says how it shows who it is"
        case .notProven(let fault): "nothing shows who sent it: \(fault)"
        case .notUnderstood(let fault): "\(fault)"
        case .unreachable(let why): why
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .notConfigured: .configuration
        case .notProven, .notUnderstood: .data
        case .unreachable: .temporary
        }
    }
}
