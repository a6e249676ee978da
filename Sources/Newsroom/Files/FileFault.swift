// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// Why a file that somebody named could not be read or written. Each with the file's path.
public enum FileFault: Error, Hashable, Sendable {
    /// It is a directory.
    case directory(String)
    /// It cannot be opened to be read: another should have been named.
    case unopened(String, Cause)
    /// It was opened, and reading it failed.
    case unreadable(String, Cause)
    /// It cannot be written.
    case unwritable(String, Cause)
    /// Every file that might have been written is there already. With the name that they have in common.
    case noFreeName(String)

    /// What the system says of a file.
    public enum Cause: Hashable, Sendable {
        /// There is none.
        case missing
        /// The directory it should be in is not there.
        case noDirectory(String)
        /// Its mode forbids it.
        case forbidden
        /// No room is left.
        case diskFull
        /// Nothing on the disk can be written.
        case diskReadOnly
        /// The system's `errno`.
        case system(Int32)
        /// What Foundation says, where it gives no number.
        case foundation(String)

        /// What a call of the system's failed with.
        init(code: Int32) {
            switch code {
            case ENOENT: self = .missing
            case EACCES, EPERM: self = .forbidden
            default: self = .system(code)
            }
        }

        /// What Foundation threw.
        public init(_ error: any Error) {
            switch (error as? CocoaError)?.code {
            case .fileReadNoSuchFile, .fileNoSuchFile: self = .missing
            case .fileReadNoPermission, .fileWriteNoPermission: self = .forbidden
            case .fileWriteOutOfSpace: self = .diskFull
            case .fileWriteVolumeReadOnly: self = .diskReadOnly
            default:
                let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
                self =
                    underlying.map { .system(Int32(truncatingIfNeeded: $0.code)) }
                    ?? .foundation(error.localizedDescription)
            }
        }
    }
}
