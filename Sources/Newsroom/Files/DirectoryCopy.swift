// SPDX-License-Identifier: Apache-2.0
import Foundation

extension FileManager {
    /// Copies a directory and all that is in it, which becomes ours. `copyItem` would give its directories to whom the originals belong, as
    /// only root may: those that come with the program are root's.
    func copyDirectory(at source: URL, to target: URL) throws {
        try createDirectory(at: target, withIntermediateDirectories: false)
        for name in try contentsOfDirectory(atPath: source.path) {
            let (from, to) = (source.appending(path: name), target.appending(path: name))
            var isDirectory: ObjCBool = false
            if fileExists(atPath: from.path, isDirectory: &isDirectory), isDirectory.boolValue {
                try copyDirectory(at: from, to: to)
            } else {
                try copyItem(at: from, to: to)
            }
        }
    }
}
