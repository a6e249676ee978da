// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc

/// How much room there is on disks.
enum DiskSpace {
    /// The bytes that are free for us where a file is; nil when the system does not say.
    static func free(beside path: String) -> Int64? {
        let place = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var status = statvfs()
        guard statvfs(place, &status) == 0 else { return nil }
        return Int64(status.f_bavail) * Int64(status.f_frsize)
    }
}
