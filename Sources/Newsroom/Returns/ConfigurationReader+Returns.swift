// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation

extension ConfigurationReader {
    func returns(_ mapping: YAMLMapping) throws -> ReturnSettings {
        try mapping.allow(["maildir", "every", "desk"])
        var settings = ReturnSettings()
        if let path = try mapping.optionalText("maildir") {
            settings.maildirs = [URL(fileURLWithPath: path, relativeTo: directory).path]
        }
        settings.interval = try mapping.optionalDuration("every") ?? settings.interval
        if try mapping.optionalText("desk") != nil { settings.desk = try address(mapping, "desk") }
        return settings
    }
}
