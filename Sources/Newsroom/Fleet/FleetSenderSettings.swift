// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
public import Foundation
import MailFormat
public import Sender

/// What one of many sending machines is told.
public struct FleetSenderSettings: Sendable {
    /// PostgreSQL's address.
    public var queue: String
    /// What carries mail.
    public var relays: [RelaySettings]
    /// The file that `daybreak fleet keys` wrote.
    public var keys: String
    /// Where what is in flight is noted.
    public var state: String
    /// When to try again.
    public var retry = RetryPolicy()

    /// Where a sender notes what is in flight unless it is told otherwise.
    public static let usualState = "/var/lib/daybreak-sender"

    /// Reads a file, if there is one, in the place of which each of the others stands that is given.
    /// - Parameter relays: URLs of relays without a password.
    public init(
        file: String?, queue: String?, relays: [String], keys: String?, state: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        var yaml = "{}"
        if let file {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw ConfigurationFault.unreadable(file)
            }
            yaml = text
        }
        let name = file ?? "the command line"
        // Paths in a file belong to its directory.
        let directory = URL(fileURLWithPath: file ?? "").deletingLastPathComponent()
        let reader = ConfigurationReader(
            file: name, directory: directory, secrets: NamedSecrets(environment: environment),
            needed: .sending)
        let root = try YAMLMapping(yaml: yaml, file: name)
        try root.allow(["queue", "relays", "retry", "keys", "state"])
        guard let address = try queue ?? root.optionalText("queue") else { throw FleetFault.noQueueGiven }
        if let fault = FleetSender.fault(ofQueue: address) { throw FleetFault.queue(fault) }
        if relays.isEmpty, file == nil { throw FleetFault.noRelay }
        self.queue = address
        let named = try relays.map { "{ url: \(try JSONText.of(JSONValue.text($0))) }" }.joined(
            separator: ", ")
        self.relays =
            relays.isEmpty
            ? try reader.relays(root)
            : try reader.relays(YAMLMapping(yaml: "relays: [\(named)]", file: "--relay"))
        func path(_ key: String) throws -> String? {
            try root.optionalText(key).map { URL(fileURLWithPath: $0, relativeTo: directory).path }
        }
        guard let keys = try keys ?? path("keys") else { throw FleetFault.noKeys }
        self.keys = keys
        self.state = try state ?? path("state") ?? Self.usualState
        if let mapping = try root.optionalMapping("retry") { retry = try reader.retry(mapping) }
    }
}
