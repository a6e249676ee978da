// SPDX-License-Identifier: Apache-2.0
import Subscribers

extension PeopleFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .notAnAddress(let text, let fault): "“\(text)” is no e-mail address: \(fault)"
        case .notADomain(let text, let fault): "“\(text)” is no domain: \(fault)"
        case .nobody(let address): "nobody here has the address \(address)"
        case .formerAddress(let address, let now): "\(address) is a former address: its owner has \(now) now"
        case .suppressed(let address, let reason):
            "\(address) is suppressed (\(reason)): it must not be mailed; “daybreak suppression remove” lifts that"
        case .notSuppressed(let subject): "\(subject) is not suppressed"
        case .tracesLeft(let address):
            "another process keeps old pages in use: end it, then say “daybreak subscriber erase \(address)” again"
        case .notAName(let text): "“\(text)” cannot name an attribute: it names something else, or nothing"
        case .notAPair(let pair): "“\(pair)” sets nothing: say name=value"
        case .noSuchAttribute(let name): "there is no attribute “\(name)”"
        case .nothingToRemove(let name, let nearest):
            "there is no attribute “\(name)” to remove: "
                + (nearest.map { "did you mean “\($0)”?" }
                    ?? "“daybreak attribute list” names those there are")
        case .newAttribute(let name, let nearest):
            "there is no attribute “\(name)”: "
                + (nearest.map { "did you mean “\($0)”? " } ?? "") + "--new makes it"
        case .unfit(let what, let fault): "the \(what) \(fault)"
        case .notOfType(let text, let type, let attribute):
            "“\(text)” is no \(type.rawValue), which “\(attribute)” is"
        case .notOptional(let section, let optional):
            "“\(section)” is no section that readers can do without: optional_sections names "
                + (optional.isEmpty ? "none" : optional.joined(separator: ", "))
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .notAnAddress, .notADomain, .nobody, .formerAddress, .suppressed, .notSuppressed, .notAName,
            .noSuchAttribute, .nothingToRemove, .newAttribute, .unfit, .notOfType, .notOptional:
            .data
        case .tracesLeft: .temporary
        case .notAPair: .usage
        }
    }
}
