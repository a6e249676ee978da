// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation

extension ConfigurationReader {
    func backup(_ mapping: YAMLMapping) throws -> BackupSettings {
        try mapping.allow(["every", "keep", "verify", "directory"])
        let path = try mapping.optionalText("directory") ?? BackupSettings.usualDirectory
        var settings = BackupSettings(directory: URL(fileURLWithPath: path, relativeTo: directory).path)
        settings.every = try mapping.optionalDuration("every") ?? settings.every
        settings.keep = try mapping.optionalInteger("keep", in: 1...10_000) ?? settings.keep
        switch try mapping.optionalText("verify") {
        case nil, "weekly": break
        case "daily": settings.verify = .seconds(86_400)
        case "never": settings.verify = nil
        default: settings.verify = try mapping.optionalDuration("verify")
        }
        return settings
    }
}
