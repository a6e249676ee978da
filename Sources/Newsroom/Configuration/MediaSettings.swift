// SPDX-License-Identifier: Apache-2.0
public import CurlTransport

/// Where readers' mail programs load pictures, and where pictures are copied for that.
public struct MediaSettings: Sendable {
    /// A place outside of the newsroom from which readers get pictures.
    public enum Target: Sendable {
        /// A directory that a web server serves.
        case directory(String)
        /// A bucket of Amazon's S3 or of a service like it.
        case bucket(ObjectBucket)

        /// What tells it from others.
        var name: String {
            switch self {
            case .directory(let path): path
            case .bucket(let bucket): bucket.address
            }
        }
    }

    /// Without a slash at the end; nil for `media` under `base_url`, where `serve` answers.
    public var address: String?
    /// Nil where nothing is copied.
    public var target: Target?
}
