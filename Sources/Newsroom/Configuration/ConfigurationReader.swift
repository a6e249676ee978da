// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import Foundation
import MailFormat
import Sender
import Subscribers

/// Reads the parts of a configuration.
struct ConfigurationReader {
    let file: String
    let directory: URL
    let secrets: NamedSecrets
    /// The uses whose secrets must be there; those of others may be empty.
    let needed: SecretUses

    func baseURL(_ root: YAMLMapping) throws -> String { try webAddress(root, "base_url") }

    /// An address of the web to which paths can be added: without a slash at its end.
    func webAddress(_ root: YAMLMapping, _ key: String) throws -> String {
        let text = try root.text(key)
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme), let host = url.host(),
            !host.isEmpty, url.user() == nil, url.query() == nil, url.fragment() == nil,
            text.utf8.allSatisfy({
                (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "\"")
            })
        else { throw root.fault(key, "is not a web address like https://news.example.com") }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    func address(_ mapping: YAMLMapping, _ key: String) throws -> EmailAddress {
        do { return try EmailAddress(try mapping.text(key)) } catch let error as InvalidAddress {
            throw mapping.fault(key, "is no e-mail address: \(error)")
        }
    }

    /// An address whose copies are told apart by a tag behind the local part, which has to leave room for it
    /// (RFC 5321 §4.5.3.1.1).
    func tagged(_ mapping: YAMLMapping, _ key: String) throws -> EmailAddress {
        let address = try address(mapping, key)
        let room = Self.longestLocalPart - 1 - CapabilityToken.longestText
        let octets = address.localPart.utf8.count
        guard octets <= room else {
            throw mapping.fault(
                key,
                "has \(octets) octets before the @, and what says whose copy came back is added there: \(room) leave room for it"
            )
        }
        let tag = String(repeating: "a", count: CapabilityToken.longestText)
        guard (try? address.tagged(tag)) != nil else {
            throw mapping.fault(key, "is too long: what says whose copy came back is added before the @")
        }
        return address
    }

    /// The octets that a local part may have (RFC 5321 §4.5.3.1.1).
    private static let longestLocalPart = 64

    /// How to reach and enter a relay.
    func access(_ mapping: YAMLMapping) throws -> CurlRelay.Settings {
        let (url, host) = try relayURL(mapping)
        let isLoopback = ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
        var relay = CurlRelay.Settings(name: try mapping.optionalText("name") ?? host, url: url)
        relay.startTLS = try startTLS(mapping, isLoopback: isLoopback)
        relay.helloName = try helloName(mapping)
        relay.mechanisms = try mechanisms(mapping)
        relay.tlsName = try mapping.optionalText("tls_name").map { try domain($0, mapping, "tls_name") }
        if let user = try mapping.optionalText("user") {
            relay.user = try expanded(user, mapping, "user", for: .sending)
            relay.password = try secret(mapping, "password", for: .sending)
            if relay.startTLS != .required && !isLoopback && !url.hasPrefix("smtps:") {
                throw mapping.fault(
                    "starttls", "must be “required” where a password is sent beyond this machine")
            }
        }
        relay.certificateAuthorities = try authorities(mapping)
        if let pipelining = try mapping.optionalText("pipelining") {
            guard let found = CurlRelay.Pipelining(rawValue: pipelining) else {
                throw mapping.fault(
                    "pipelining", "is “\(pipelining)”: say “off”, “two-round-trips” or “one-round-trip”")
            }
            relay.pipelining = found
        }
        return relay
    }

    /// The file of certificates to trust instead of the system's; nil for the system's.
    func authorities(_ mapping: YAMLMapping) throws -> String? {
        guard let path = try mapping.optionalText("ca_file") else { return nil }
        let full = URL(fileURLWithPath: path, relativeTo: directory).path
        guard FileManager.default.isReadableFile(atPath: full) else {
            throw mapping.fault("ca_file", "names \(full), which cannot be read")
        }
        return full
    }

    /// What to say in EHLO (RFC 5321 §4.1.1.1): a full name, as relays ask for, or an address literal.
    private func helloName(_ mapping: YAMLMapping) throws -> String {
        guard let name = try mapping.optionalText("hello") else { return HostName.full }
        if name.hasPrefix("["), name.hasSuffix("]"),
            name.dropFirst().dropLast().allSatisfy({ $0.isHexDigit || ".:IPv".contains($0) })
        {
            return name
        }
        let full = try domain(name, mapping, "hello")
        guard full.contains(".") else {
            throw mapping.fault("hello", "is “\(name)”: relays want a full name like \(name).example.com")
        }
        return full
    }

    /// One way to authenticate, or several in order.
    private func mechanisms(_ mapping: YAMLMapping) throws -> [AuthMechanism] {
        let words =
            mapping.isText("auth")
            ? try mapping.optionalText("auth").map { [$0] } : try mapping.optionalTexts("auth")
        return try (words ?? []).map { word in
            guard let mechanism = AuthMechanism(rawValue: word.lowercased()) else {
                let known = AuthMechanism.allCases.map { "“\($0.rawValue)”" }.joined(separator: ", ")
                throw mapping.fault("auth", "is “\(word)”: say one or several of \(known)")
            }
            return mechanism
        }
    }

    private func relayURL(_ mapping: YAMLMapping) throws -> (url: String, host: String) {
        let text = try mapping.text("url")
        guard let url = URL(string: text), ["smtp", "smtps"].contains(url.scheme), let host = url.host(),
            !host.isEmpty, url.user() == nil, url.path().isEmpty
        else {
            throw mapping.fault("url", "is not like smtp://mail.example.com:587 or smtps://mail.example.com")
        }
        return (text, host)
    }

    /// Whether STARTTLS is required: it is unless the relay is on this machine.
    private func startTLS(_ mapping: YAMLMapping, isLoopback: Bool) throws -> CurlRelay.TLS {
        guard let word = try mapping.optionalText("starttls") else {
            return isLoopback ? .offered : .required
        }
        guard let tls = CurlRelay.TLS(rawValue: word) else {
            throw mapping.fault("starttls", "is “\(word)”: say “required”, “offered” or “off”")
        }
        guard tls != .off || isLoopback else {
            throw mapping.fault("starttls", "can be “off” only for a relay on 127.0.0.1, localhost or ::1")
        }
        return tls
    }

    /// A secret under its key, or in the file that `KEY_file` names.
    func secret(_ mapping: YAMLMapping, _ key: String, for use: SecretUses) throws -> String {
        if let full = try secretFile(mapping, key) {
            guard let text = try? String(contentsOfFile: full, encoding: .utf8) else {
                guard needed.contains(use) else { return "" }
                throw mapping.fault("\(key)_file", "names \(full), which cannot be read")
            }
            return text.trimmingCharacters(in: .newlines)
        }
        return try expanded(try mapping.text(key), mapping, key, for: use)
    }

    /// The file that `KEY_file` names.
    func secretFile(_ mapping: YAMLMapping, _ key: String) throws -> String? {
        try mapping.optionalText("\(key)_file").map { URL(fileURLWithPath: $0, relativeTo: directory).path }
    }

    /// `${NAME}` replaced by what it stands for.
    func expanded(
        _ text: String, _ mapping: YAMLMapping, _ key: String, for use: SecretUses
    ) throws -> String {
        guard text.hasPrefix("${"), text.hasSuffix("}") else { return text }
        let name = String(text.dropFirst(2).dropLast())
        guard let value = secrets.value(of: name) else {
            guard needed.contains(use) else { return "" }
            let others = secrets.credentials.map { ", and there is no such credential in \($0)" } ?? ""
            throw mapping.fault(
                key, "asks for the environment variable \(name), which is not set\(others)")
        }
        return value
    }

    /// One mapping, or a list of such for several publications.
    func dkim(_ root: YAMLMapping) throws -> [DKIMSettings] {
        let all = try root.oneOrMore("dkim").map { try settings($0) }
        let named = all.compactMap(\.publications).joined()
        if let twice = named.first(where: { name in named.count { $0 == name } > 1 }) {
            throw root.fault("dkim", "signs for the publication “\(twice)” twice: name it once")
        }
        if all.dropLast().contains(where: { $0.publications == nil }) {
            throw root.fault(
                "dkim",
                "has an entry without “publications” before others: it would sign for everyone, put it last"
            )
        }
        return all
    }

    private func settings(_ mapping: YAMLMapping) throws -> DKIMSettings {
        try mapping.allow(["publications", "domain", "body", "keys"])
        let keys = try mapping.mappings("keys").map { key in
            try key.allow(["selector", "file", "from", "until"])
            let selector = try key.text("selector")
            guard DKIMSigner.isSelector(selector) else {
                throw key.fault("selector", "is “\(selector)”, which is no name in DNS like s2026")
            }
            return DKIMSettings.Key(
                selector: selector,
                file: URL(fileURLWithPath: try key.text("file"), relativeTo: directory).path,
                from: try day(key, "from"), until: try day(key, "until"))
        }
        let selectors = keys.map(\.selector)
        if let twice = selectors.first(where: { name in selectors.count { $0 == name } > 1 }) {
            throw mapping.fault("keys", "names the selector \(twice) twice")
        }
        return DKIMSettings(
            publications: try mapping.optionalTexts("publications"),
            domain: try mapping.optionalText("domain").map { try domain($0, mapping, "domain") },
            body: try mapping.optionalText("body").map { try canonicalization($0, mapping) } ?? .simple,
            keys: keys)
    }

    private func domain(_ text: String, _ mapping: YAMLMapping, _ key: String) throws -> String {
        do { return try EmailAddress("postmaster@\(text)").domain } catch {
            throw mapping.fault(key, "is “\(text)”, which is no domain")
        }
    }

    private func canonicalization(_ text: String, _ mapping: YAMLMapping) throws
        -> DKIMSigner.BodyCanonicalization
    {
        guard let found = DKIMSigner.BodyCanonicalization(rawValue: text) else {
            throw mapping.fault("body", "is “\(text)”: say “simple” or “relaxed”")
        }
        return found
    }

    private func day(_ mapping: YAMLMapping, _ key: String) throws -> CalendarDay? {
        guard let text = try mapping.optionalText(key) else { return nil }
        guard let day = CalendarDay(text) else {
            throw mapping.fault(key, "is “\(text)”, which is no day like 2026-01-31")
        }
        return day
    }

    func confirmation(_ mapping: YAMLMapping) throws -> ConfirmationPolicy {
        try mapping.allow(["expires", "again_after", "mails", "per_network", "per_list"])
        var policy = ConfirmationPolicy()
        policy.lifetime = try mapping.optionalDuration("expires") ?? policy.lifetime
        policy.pause = try mapping.optionalDuration("again_after") ?? policy.pause
        policy.most = try mapping.optionalInteger("mails", in: 1...20) ?? policy.most
        policy.perNetwork = try mapping.optionalInteger("per_network", in: 1...1000) ?? policy.perNetwork
        policy.perList = try mapping.optionalInteger("per_list", in: 1...1_000_000) ?? policy.perList
        return policy
    }

    func retention(_ mapping: YAMLMapping) throws -> Retention {
        try mapping.allow(["deliveries", "events"])
        return Retention(
            deliveries: try mapping.optionalDuration("deliveries"),
            events: try mapping.optionalDuration("events"))
    }

    func web(_ mapping: YAMLMapping) throws -> WebSettings {
        try mapping.allow(["host", "port", "behind_proxy", "connections", "per_network", "metrics"])
        var web = WebSettings()
        web.connections =
            try mapping.optionalInteger("connections", in: 10...100_000) ?? web.connections
        web.perNetwork = try mapping.optionalInteger("per_network", in: 1...100_000) ?? web.perNetwork
        web.isBehindProxy = try mapping.optionalTruth("behind_proxy") ?? web.isBehindProxy
        web.metrics = try networks(mapping, "metrics")
        web.host = try mapping.optionalText("host") ?? web.host
        web.port = try mapping.optionalInteger("port", in: 1...65_535) ?? web.port
        return web
    }

    func sandbox(_ mapping: YAMLMapping) throws -> SandboxSettings {
        try mapping.allow(["port", "maildir"])
        var sandbox = SandboxSettings()
        sandbox.port = try mapping.optionalInteger("port", in: 1...65_535) ?? sandbox.port
        sandbox.maildir = try mapping.optionalText("maildir") ?? sandbox.maildir
        return sandbox
    }

    private func networks(_ mapping: YAMLMapping, _ key: String) throws -> [AddressRange] {
        try mapping.texts(key).map { text in
            guard let range = AddressRange(text) else {
                throw mapping.fault(
                    key, "names “\(text)”, which is no network like 10.1.0.0/16 or fd00::/8")
            }
            return range
        }
    }

    func fetch(_ mapping: YAMLMapping) throws -> WebFetch.Settings {
        try mapping.allow(["allow", "timeout", "redirects", "largest"])
        var settings = WebFetch.Settings()
        settings.allowed = try networks(mapping, "allow")
        settings.timeout = try mapping.optionalDuration("timeout") ?? settings.timeout
        settings.redirects = try mapping.optionalInteger("redirects", in: 0...20) ?? settings.redirects
        // A larger page could be fetched, but no article would be read from it.
        let megabytes = try mapping.optionalInteger("largest", in: 1...IntakeSource.largest / 1_000_000)
        settings.largest = megabytes.map { $0 * 1_000_000 } ?? settings.largest
        return settings
    }

    func guardRails(_ mapping: YAMLMapping) throws -> GuardRails {
        try mapping.allow(["bounces", "blocks", "complaints", "sample"])
        var rails = GuardRails()
        rails.bounces = try mapping.optionalShare("bounces") ?? rails.bounces
        rails.blocks = try mapping.optionalShare("blocks") ?? rails.blocks
        rails.complaints = try mapping.optionalShare("complaints") ?? rails.complaints
        rails.sample = try mapping.optionalInteger("sample", in: 1...1_000_000) ?? rails.sample
        return rails
    }

    func late(_ mapping: YAMLMapping) throws -> LatePolicy {
        try mapping.allow(["within", "then"])
        var policy = LatePolicy()
        policy.within = try mapping.optionalDuration("within") ?? policy.within
        if let word = try mapping.optionalText("then") {
            guard let course = LatePolicy.Course(rawValue: word) else {
                throw mapping.fault("then", "is “\(word)”: say “hold” or “send”")
            }
            policy.course = course
        }
        return policy
    }

    func retry(_ mapping: YAMLMapping) throws -> RetryPolicy {
        try mapping.allow(["first", "longest", "give_up_after", "uncertain"])
        var policy = RetryPolicy()
        policy.first = try mapping.optionalDuration("first") ?? policy.first
        policy.longest = try mapping.optionalDuration("longest") ?? policy.longest
        policy.giveUpAfter = try mapping.optionalDuration("give_up_after") ?? policy.giveUpAfter
        if let word = try mapping.optionalText("uncertain") {
            guard let doubt = RetryPolicy.Doubt(rawValue: word) else {
                throw mapping.fault("uncertain", "is “\(word)”: say “resend” or “hold”")
            }
            policy.doubt = doubt
        }
        return policy
    }
}
