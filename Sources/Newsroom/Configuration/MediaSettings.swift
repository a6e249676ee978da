// SPDX-License-Identifier: Apache-2.0
import Composer
public import CurlTransport
import Foundation

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

extension ConfigurationReader {
    func media(_ mapping: YAMLMapping) throws -> MediaSettings {
        try mapping.allow(["address", "publish", "endpoint", "region", "key", "secret", "secret_file"])
        var media = MediaSettings()
        if try mapping.optionalText("address") != nil { media.address = try webAddress(mapping, "address") }
        guard let place = try mapping.optionalText("publish") else { return media }
        guard media.address != nil else {
            throw mapping.fault(
                "publish", "says where pictures are copied and not where readers load them: add “address”")
        }
        guard let url = URL(string: place), url.scheme == "s3" else {
            media.target = .directory(URL(fileURLWithPath: place, relativeTo: directory).path)
            return media
        }
        guard let bucket = url.host(), !bucket.isEmpty else {
            throw mapping.fault("publish", "is not like s3://bucket or s3://bucket/folder")
        }
        let region = try mapping.optionalText("region") ?? "us-east-1"
        let endpoint =
            try mapping.optionalText("endpoint") == nil
            ? "https://s3.\(region).amazonaws.com" : try webAddress(mapping, "endpoint")
        media.target = .bucket(
            ObjectBucket(
                endpoint: endpoint, region: region, bucket: bucket,
                folder: url.path().split(separator: "/").joined(separator: "/"),
                key: try expanded(try mapping.text("key"), mapping, "key"),
                secret: try secret(mapping, "secret")))
        return media
    }
}
