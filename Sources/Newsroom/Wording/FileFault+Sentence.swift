// SPDX-License-Identifier: Apache-2.0
import Foundation

extension FileFault: ExplainedError {
    /// One clause.
    public var sentence: String {
        switch self {
        case .directory(let path): "\(path) is a directory: name a file"
        case .unopened(let path, let cause), .unreadable(let path, let cause):
            "\(path) cannot be read: \(cause.sentence)"
        case .unwritable(let path, let cause): "\(path) cannot be written: \(cause.sentence)"
        case .noFreeName(let path): "\(path) cannot be written"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .directory, .unopened: .data
        case .unreadable, .unwritable, .noFreeName: .io
        }
    }
}

extension FileFault.Cause {
    var sentence: String {
        switch self {
        case .missing: "there is no such file"
        case .noDirectory(let path): "there is no directory \(path)"
        case .forbidden: "permission denied"
        case .diskFull: "the disk is full"
        case .diskReadOnly: "the disk is mounted read-only"
        case .system(let code): String(cString: strerror(code))
        case .foundation(let message): message
        }
    }
}

extension CocoaError: ExplainedError {
    /// One clause.
    var sentence: String { FileFault.Cause(self).sentence }

    /// How a script should take it.
    var kind: Sysexit { .io }
}
