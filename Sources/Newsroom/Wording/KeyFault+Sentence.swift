// SPDX-License-Identifier: Apache-2.0
import Glibc

extension KeyFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .noneSigns(let day):
            "no key under dkim in daybreak.yaml signs what is published on \(day): add one, or move a day"
        case .notAKey(let path, let fault): "the DKIM key \(path) \(fault)"
        case .notAFile(let path): "the DKIM key \(path) is no file"
        case .notPrivate(let path):
            "the DKIM key \(path) can be read by others: “chmod 600 \(path)”, and sign with a new one"
        case .unreadable(let path, let code):
            "the DKIM key \(path) cannot be read: \(String(cString: strerror(code)))"
        case .exists(let path): "\(path) is there already: choose another name"
        case .noSuchKey(let number):
            "there is no key \(number): “daybreak token list” names those there are"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .noneSigns, .notAKey, .notAFile, .notPrivate, .unreadable: .configuration
        case .exists: .usage
        case .noSuchKey: .data
        }
    }
}
