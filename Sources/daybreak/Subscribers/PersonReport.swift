// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Newsroom
import Sender
import Subscribers

/// One person, for people.
enum PersonReport {
    static func text(_ dossier: Dossier, in zone: NamedZone) -> String {
        let person = dossier.person
        let name = [person.firstName, person.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        var lines = ["\(person.address)  \(TerminalText.harmless(name))"]
        func add(_ title: String, _ value: String) {
            if !value.isEmpty { lines.append("  \(title): \(TerminalText.harmless(value))") }
        }
        add("language", person.language)
        add("time zone", person.timeZone)
        for (name, value) in person.members { add(name, value.text) }
        add("does without", dossier.without.joined(separator: ", "))
        add("formerly", dossier.formerAddresses.joined(separator: ", "))
        if let wanted = dossier.wantedAddress {
            add(
                "wants",
                "\(wanted.new) since \(RFC3339.text(wanted.askedAt, in: zone)), not confirmed at both")
        }
        add("suppressed", dossier.suppressed ?? "")
        for subscription in dossier.subscriptions {
            add(
                "list \(subscription.list)",
                "\(subscription.status.name) since \(RFC3339.text(subscription.changedAt, in: zone))")
        }
        lines.append("  story:")
        lines += dossier.story.map { "    \(line($0, in: zone))" }
        return lines.joined(separator: "\n")
    }

    private static func line(_ event: ConsentEvent, in zone: NamedZone) -> String {
        TerminalText.harmless("\(RFC3339.text(event.at, in: zone)) \(words(event))")
    }

    /// What happened, and how it is known.
    static func words(_ event: ConsentEvent) -> String {
        let place = event.line.map { " line \($0)" } ?? ""
        let evidence = event.evidence.flatMap(AttributeJSON.members) ?? []
        let known = evidence.sorted { $0.name < $1.name }.map { "\($0.name) \($0.value.text)" }
            .joined(separator: ", ")
        let list = event.list.map { " \($0)" } ?? ""
        return "\(event.kind.rawValue)\(list): \(event.source)\(place)\(known.isEmpty ? "" : " (\(known))")"
    }
}
