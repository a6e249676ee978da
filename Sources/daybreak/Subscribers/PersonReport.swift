import MailFormat
import Newsroom
import Sender
import Subscribers

/// One person, for people and for scripts.
enum PersonReport {
    static func json(_ dossier: Dossier) -> JSONValue {
        let person = dossier.person
        return [
            "address": .text(person.address.description),
            "formerAddresses": .list(dossier.formerAddresses.map(JSONValue.text)),
            "firstName": .text(person.firstName), "lastName": .text(person.lastName),
            "language": .text(person.language),
            "timeZone": .text(person.timeZone), "joinedAt": .time(person.joinedAt),
            "attributes": .object(json: person.attributes),
            "subscriptions": .object(
                Dictionary(
                    uniqueKeysWithValues: dossier.subscriptions.map { ($0.list, .text($0.status.name)) })),
            "without": .list(dossier.without.map(JSONValue.text)),
            "suppressed": JSONValue(dossier.suppressed),
            "story": .list(dossier.story.map(json)),
        ]
    }

    /// With what they were sent, and when each list was joined.
    static func everything(_ dossier: Dossier) -> JSONValue {
        guard case .object(var members) = json(dossier) else { return .null }
        members["lists"] = .list(
            dossier.subscriptions.map {
                [
                    "list": .text($0.list), "status": .text($0.status.name), "joinedAt": .time($0.joinedAt),
                    "changedAt": .time($0.changedAt),
                ]
            })
        members["mailings"] = .list(
            dossier.receipts.map {
                [
                    "mailing": JSONValue(Int($0.mailing.rawValue)), "state": .text($0.state.name),
                    "attempts": JSONValue($0.attempts), "settledAt": .time($0.settledAt),
                    "version": JSONValue($0.version), "reply": JSONValue($0.reply),
                ]
            })
        members["formerValues"] = .list(
            dossier.formerValues.map {
                [
                    "address": .text($0.address), "firstName": .text($0.reader.firstName),
                    "lastName": .text($0.reader.lastName), "language": .text($0.reader.language),
                    "attributes": .object(json: $0.reader.attributes),
                ]
            })
        members["addressHash"] = .text(AddressHash(dossier.person.address).description)
        return .object(members)
    }

    private static func json(_ event: ConsentEvent) -> JSONValue {
        [
            "at": .time(event.at), "what": .text(event.kind.rawValue), "list": JSONValue(event.list),
            "source": .text(event.source), "line": JSONValue(event.line),
            "evidence": .object(json: event.evidence),
        ]
    }

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
        let evidence = JSONValue.object(json: event.evidence)
        var known = ""
        if case .object(let members) = evidence, !members.isEmpty {
            known =
                " ("
                + members.sorted { $0.key < $1.key }.map { "\($0.key) \(plain($0.value))" }.joined(
                    separator: ", ") + ")"
        }
        let list = event.list.map { " \($0)" } ?? ""
        return "\(event.kind.rawValue)\(list): \(event.source)\(place)\(known)"
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .text(let text): text
        case .number(let number): Int64(exactly: number).map { "\($0)" } ?? "\(number)"
        case .truth(let truth): truth ? "yes" : "no"
        case .null, .list, .object: ""
        }
    }
}
