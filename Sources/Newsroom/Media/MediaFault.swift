// SPDX-License-Identifier: Apache-2.0
import CurlTransport

/// Why readers could not see a picture.
public enum MediaFault: Error, Hashable, Sendable {
    /// It cannot be copied to where readers load pictures, and why.
    case notCopied(String, to: String, why: String)
    /// It lies outside of the directory of the text that names it.
    case outside(String, of: String)
    /// It is a file, and it is not known where.
    case unplaced(String)

    /// What went wrong with a copy.
    static func sentence(of error: any Error) -> String {
        switch error as? ObjectBucket.Fault {
        case .status(let status, let code):
            "it answers with status \(status)\(code.isEmpty ? "" : ", \(code)")"
        case .failed(let why): why
        case nil: Explanation.sentence(of: error)
        }
    }
}

extension MediaFault: ExplainedError {
    /// One clause.
    public var sentence: String {
        switch self {
        case .notCopied(let name, let target, let why):
            "picture \(name) cannot be copied to \(target): \(why); nothing goes out before it is there"
        case .unplaced(let path): "\(path) lies nobody knows where: read the text from its file"
        case .outside(let path, let directory): "\(path) lies outside of \(directory): put it beside the text"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .notCopied: .unavailable
        case .outside, .unplaced: .data
        }
    }
}
