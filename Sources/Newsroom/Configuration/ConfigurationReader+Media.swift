// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import Foundation

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
            guard !place.isEmpty, !place.contains("://") else {
                throw mapping.fault("publish", "is neither a directory nor like s3://bucket")
            }
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
                key: try expanded(try mapping.text("key"), mapping, "key", for: .sending),
                secret: try secret(mapping, "secret", for: .sending)))
        return media
    }
}
