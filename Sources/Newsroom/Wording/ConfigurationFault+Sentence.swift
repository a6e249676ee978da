// SPDX-License-Identifier: Apache-2.0
extension ConfigurationFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .unreadable(let path):
            "\(path) cannot be read: run “daybreak init” or name the newsroom with --newsroom"
        case .noPublication(let id, let file): "\(file) is missing: it says who the publication “\(id)” is"
        case .zone(let fault, let file): "\(file): zone: \(fault)"
        case .notCarried(let publication, let relay):
            "the relay “\(relay)” does not carry “\(publication)”: name it under publications of that relay, or send it from a newsroom whose publication it is"
        case .exists(let path): "\(path) is there already: choose another directory"
        case .unfilled(let path, let cause): "\(path) cannot be filled: \(cause.sentence)"
        case .noTemplates: "Daybreak's own templates are not found: set DAYBREAK_SHARE to where templates/ is"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .unreadable, .noPublication, .zone, .notCarried, .noTemplates: .configuration
        case .exists: .data
        case .unfilled: .io
        }
    }
}
