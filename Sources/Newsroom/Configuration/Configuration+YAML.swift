// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation

extension Configuration {
    /// Reads `daybreak.yaml`.
    /// - Parameters:
    ///   - file: its name, for errors.
    ///   - directory: the newsroom, to which relative paths in it belong.
    ///   - environment: what `${NAME}` stands for, and where credentials are.
    ///   - needed: the uses whose secrets must be there; those of others may be empty.
    init(
        yaml: String, file: String, directory: URL, environment: [String: String],
        needing needed: SecretUses = .all
    ) throws {
        let reader = ConfigurationReader(
            file: file, directory: directory, secrets: NamedSecrets(environment: environment), needed: needed)
        let root = try YAMLMapping(yaml: yaml, file: file)
        try root.allow([
            "publication", "base_url", "database", "queue", "relays", "return_path", "dkim", "retry", "late",
            "guard",
            "confirmation", "retention", "fetch", "web", "media", "returns", "alarms", "backup", "sandbox",
        ])
        let publication = try root.text("publication")
        self.init(
            publication: publication, baseURL: try reader.baseURL(root),
            relays: try reader.relays(root, of: publication),
            returnPath: try reader.tagged(root, "return_path"))
        if let path = try root.optionalText("database") { database = path }
        queue = try reader.queue(root)
        dkim = try reader.dkim(root)
        if let mapping = try root.optionalMapping("retry") { retry = try reader.retry(mapping) }
        if let mapping = try root.optionalMapping("late") { late = try reader.late(mapping) }
        if let mapping = try root.optionalMapping("guard") { guardRails = try reader.guardRails(mapping) }
        if let mapping = try root.optionalMapping("confirmation") {
            confirmation = try reader.confirmation(mapping)
        }
        if let mapping = try root.optionalMapping("retention") { retention = try reader.retention(mapping) }
        if let mapping = try root.optionalMapping("fetch") { fetch = try reader.fetch(mapping) }
        if let mapping = try root.optionalMapping("web") { web = try reader.web(mapping) }
        if let mapping = try root.optionalMapping("returns") {
            returns = try reader.returns(mapping, path: returnPath)
        }
        if let mapping = try root.optionalMapping("backup") { backup = try reader.backup(mapping) }
        if let mapping = try root.optionalMapping("alarms") { alarms = try reader.alarms(mapping) }
        if let mapping = try root.optionalMapping("media") { media = try reader.media(mapping) }
        if let mapping = try root.optionalMapping("sandbox") { sandbox = try reader.sandbox(mapping) }
    }
}
