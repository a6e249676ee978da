// SPDX-License-Identifier: Apache-2.0
import Composer

extension MediaDesk.Medium {
    /// The name of the widest rendition as files of the newsroom write it: `media/NAME`.
    public var addressInFiles: String { "media/\(renditions[0].name)" }

    /// | key | |
    /// | --- | --- |
    /// | `url` | where readers load the widest |
    /// | `media` | what it is called in files of the newsroom |
    /// | `renditions` | its sizes, the widest first: `name width height bytes` |
    public var json: JSONValue {
        [
            "url": .text(address), "media": .text(addressInFiles),
            "renditions": .list(
                zip(renditions, bytes).map { rendition, bytes in
                    [
                        "name": .text(rendition.name), "width": JSONValue(rendition.width),
                        "height": JSONValue(rendition.height), "bytes": JSONValue(bytes),
                    ]
                }),
        ]
    }
}

extension MediaDesk.Entry {
    /// `name`, `width` and `height` in points, `bytes`, the `url` where readers load it, and whether it is `published`.
    public var json: JSONValue {
        [
            "name": .text(name), "width": JSONValue(width), "height": JSONValue(height),
            "bytes": JSONValue(bytes), "url": .text(address), "published": JSONValue(isPublished),
        ]
    }
}
