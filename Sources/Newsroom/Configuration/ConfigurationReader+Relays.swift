// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import Foundation
import MailFormat
import Sender
import Subscribers

extension ConfigurationReader {
    /// The address of the PostgreSQL through which many machines send. Its password stands in a file that `passfile` names, never
    /// in the address, which any user of the machine may see among a process's arguments.
    func queue(_ root: YAMLMapping) throws -> String? {
        guard let text = try root.optionalText("queue") else { return nil }
        if let fault = FleetSender.fault(ofQueue: text) { throw root.fault("queue", fault) }
        return text
    }

    /// The relays that carry a publication's mail.
    func relays(_ root: YAMLMapping, of publication: String) throws -> [RelaySettings] {
        let relays = try relays(root)
        let chosen = relays.filter { $0.carries(publication) }
        guard !chosen.isEmpty else {
            throw root.fault(
                "relays",
                relays.isEmpty
                    ? "lists no relay" : "lists none that carries the publication “\(publication)”")
        }
        return chosen
    }

    /// All relays, each under a name of its own.
    func relays(_ root: YAMLMapping) throws -> [RelaySettings] {
        let relays = try root.mappings("relays").map { try relay($0) }
        let names = relays.map(\.access.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw root.fault("relays", "names “\(twice)” twice: give each relay a name of its own")
        }
        return relays
    }

    private func relay(_ mapping: YAMLMapping) throws -> RelaySettings {
        try mapping.allow([
            "name", "url", "user", "password", "password_file", "starttls", "ca_file", "hello",
            "publications", "return_path", "auth", "tls_name",
            "weight", "connections", "messages_per_connection", "connection_age", "pipelining", "timeout",
            "per_second", "per_hour", "per_day", "warm_up",
        ])
        var relay = RelaySettings(try access(mapping))
        relay.publications = try mapping.optionalTexts("publications")
        relay.passwordFile = try secretFile(mapping, "password")
        relay.lacksSecret =
            try mapping.optionalText("user") != nil
            && (relay.access.user.isEmpty || relay.access.password.isEmpty)
        relay.limits.weight = try mapping.optionalInteger("weight", in: 1...1_000)
        relay.limits.connections =
            try mapping.optionalInteger("connections", in: 1...200) ?? relay.limits.connections
        relay.limits.messagesPerConnection = try mapping.optionalInteger(
            "messages_per_connection", in: 1...1_000_000)
        relay.limits.connectionAge =
            try mapping.optionalDuration("connection_age") ?? relay.limits.connectionAge
        relay.limits.finalTimeout = try finalTimeout(mapping) ?? relay.limits.finalTimeout
        relay.limits.returnPath = try returnPath(mapping)
        relay.limits.perSecond = try mapping.optionalNumber("per_second", in: 0.01...100_000)
        relay.limits.quotas = try quotas(mapping)
        return relay
    }

    /// The time to wait for the answer to the dot: an hour at the most, because a connection that waits carries nobody's mail.
    private func finalTimeout(_ mapping: YAMLMapping) throws -> Duration? {
        guard let timeout = try mapping.optionalDuration("timeout") else { return nil }
        guard timeout > .zero, timeout <= .seconds(3600) else {
            throw mapping.fault("timeout", "is not between 1s and 1h; RFC 5321 asks for 10m (600s)")
        }
        return timeout
    }

    /// An address, or `{ address: …, tagged: no }` for a relay that owns the sender.
    private func returnPath(_ mapping: YAMLMapping) throws -> ReturnPath? {
        guard mapping.isMapping("return_path"), let path = try mapping.optionalMapping("return_path") else {
            guard try mapping.optionalText("return_path") != nil else { return nil }
            return ReturnPath(try tagged(mapping, "return_path"))
        }
        try path.allow(["address", "tagged"])
        return try path.optionalTruth("tagged") ?? true
            ? ReturnPath(try tagged(path, "address"))
            : ReturnPath(try address(path, "address"), isTagged: false)
    }

    private func quotas(_ mapping: YAMLMapping) throws -> [RelayQuota] {
        let most = 1...1_000_000_000
        var quotas: [RelayQuota] = []
        if let messages = try mapping.optionalInteger("per_hour", in: most) {
            quotas.append(RelayQuota(messages, in: .seconds(3600)))
        }
        if let messages = try mapping.optionalInteger("per_day", in: most) {
            quotas.append(RelayQuota(messages, in: .seconds(86_400)))
        }
        if let warmUp = try mapping.optionalMapping("warm_up") { quotas.append(try ceiling(warmUp)) }
        return quotas
    }

    private func ceiling(_ mapping: YAMLMapping) throws -> RelayQuota {
        try mapping.allow(["from", "first", "factor"])
        let text = try mapping.text("from")
        guard let day = CalendarDay(text) else {
            throw mapping.fault("from", "is “\(text)”, which is no day like 2026-01-31")
        }
        guard let first = try mapping.optionalInteger("first", in: 1...1_000_000_000) else {
            throw mapping.fault("first", "is missing: how many messages on the first day?")
        }
        let factor = try mapping.optionalNumber("factor", in: 1.01...10) ?? 1.5
        return RelayQuota(
            first, in: .seconds(86_400), warmUp: RelayQuota.WarmUp(start: day, factor: factor))
    }
}
