// SPDX-License-Identifier: Apache-2.0

/// Why a file cannot be shown as a picture in mail.
public enum PictureFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// It has more bytes than are read.
    case tooLarge(bytes: Int)
    /// It has more points than are read.
    case tooManyPoints(width: Int, height: Int)
    /// It is of a kind that is known and not read.
    case foreign(String)
    /// It is a film in WebP.
    case moving
    /// It begins like no picture that is known.
    case notAPicture
    /// It begins like a picture, and cannot be read to its end.
    case broken
    /// libgd is not on this machine.
    case noLibrary

    /// A clause behind the picture's name: what is wrong and what to do.
    public var description: String {
        switch self {
        case .tooLarge(let bytes):
            "has \(bytes / 1_000_000) MB: at most \(MailPicture.largest / 1_000_000) are read; save it smaller"
        case .tooManyPoints(let width, let height):
            "is \(width) × \(height) points large: at most \(MailPicture.mostPoints / 1_000_000) million are read; save it smaller"
        case .foreign(let kind):
            "is \(kind), which mail programs do not show: save it as PNG or JPEG"
        case .moving: "is a film in WebP, which cannot be taken apart: save it as GIF"
        case .notAPicture: "is no picture: JPEG, PNG, GIF, WebP, AVIF and HEIC are read"
        case .broken: "cannot be read to its end as a picture: save it once more"
        case .noLibrary: "cannot be read without libgd: “apt-get install libgd3”"
        }
    }
}
