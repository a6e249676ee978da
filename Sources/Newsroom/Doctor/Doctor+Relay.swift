// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import DomainRecords
import Foundation
import MailFormat
import SQLiteStore
import Sender
import Threads

extension Doctor {
    /// Connects, secures and authenticates, and leaves.
    /// - Parameter largest: the largest message of late.
    /// - Returns: the relay's address.
    func examine(
        _ settings: CurlRelay.Settings, of configuration: Configuration,
        carrying largest: NewsroomDatabase.Vitals.Message? = nil, _ report: (DoctorFinding) -> Void
    ) async -> IPAddress? {
        let place = "\(settings.name) (\(settings.url))"
        switch await Self.visit(settings) {
        case .success(let visit):
            report(Self.finding(visit, settings, at: place))
            if let largest, let finding = Self.finding(visit, carrying: largest, at: place) {
                report(finding)
            }
            if URL(string: settings.url)?.port == configuration.sandbox.port, !visit.isPublic {
                report(
                    DoctorFinding(
                        .relay, .advice, at: place,
                        "it has the sandbox's port: what the sandbox gets goes nowhere",
                        do: "name the relay for real mail in daybreak.yaml"))
            }
            return visit.address.flatMap(IPAddress.init)
        case .failure(let failure):
            report(
                DoctorFinding(
                    .relay, .wrong, at: place, PrintableText.of(failure.description),
                    do: Self.remedy(failure, settings)))
            return nil
        }
    }

    /// Visits a relay on a thread of its own, because libcurl blocks.
    static func visit(_ settings: CurlRelay.Settings) async -> Result<RelayVisit, Failure> {
        var settings = settings
        settings.connectTimeout = .seconds(10)
        let relay = CurlRelay(settings)
        let executor = ThreadExecutor()
        executor.start()
        defer { executor.stop() }
        return await Task(executorPreference: executor) {
            Result { () throws(Failure) in try relay.visit() }
        }.value
    }

    static func finding(
        _ visit: RelayVisit, _ settings: CurlRelay.Settings, at place: String
    ) -> DoctorFinding {
        let offers = visit.keywords.map { PrintableText.of($0) }.joined(separator: ", ")
        let found =
            "\(visit.address.map { "answers at \($0)" } ?? "answers"), \(visit.isEncrypted ? "TLS" : "no TLS"), "
            + (visit.mechanism.map { "AUTH \($0.rawValue.uppercased()) as \(settings.user)" } ?? "no AUTH")
            + "; offers \(offers.isEmpty ? "nothing" : offers)"
        guard visit.isEncrypted || !visit.isPublic else {
            return DoctorFinding(
                .relay, .advice, at: place, found,
                do: "say “starttls: required”: mail goes there in plain text")
        }
        return DoctorFinding(.relay, .ok, at: place, found)
    }

    /// The finding about a relay's limit; nil when it takes messages as large as any of late.
    static func finding(
        _ visit: RelayVisit, carrying largest: NewsroomDatabase.Vitals.Message, at place: String
    ) -> DoctorFinding? {
        guard let limit = visit.maximumSize, limit < largest.octets else { return nil }
        return DoctorFinding(
            .relay, .wrong, at: place,
            "it takes messages of \(limit) octets, and mailing \(largest.mailing) had \(largest.octets)",
            do: "ask whoever runs it for more, or set fewer stories in full")
    }

    static func remedy(_ failure: Failure, _ settings: CurlRelay.Settings) -> String {
        if let remedy = remedyOfScheme(failure, settings) { return remedy }
        return switch failure.cause {
        case .protocol where failure.phase == .hello:
            "say a name it takes with “hello:” of the relay in daybreak.yaml; it was told \(settings.helloName)"
        case .authentication where failure.persistence == .transient: "try again later"
        case .authentication where failure.reply == nil:
            "the relay wants no user, or offers AUTH only over TLS: mend user or starttls in daybreak.yaml"
        case .authentication: "mend user and password of the relay in daybreak.yaml"
        case .tls: "check starttls and ca_file of the relay in daybreak.yaml, and the relay's certificate"
        case .network:
            "check the relay's url in daybreak.yaml, that it runs, and that nothing between blocks it"
        case .greylisted, .rateLimited, .quota, .tooMany, .unavailable: "try again later"
        default: "ask whoever runs the relay"
        }
    }

    /// What to try when TLS does not come about. It is spoken from the first byte or only after STARTTLS, and a relay that is
    /// asked the other way says nothing, or what is no TLS.
    private static func remedyOfScheme(_ failure: Failure, _ settings: CurlRelay.Settings) -> String? {
        if settings.url.hasPrefix("smtps:"), failure.phase == .startTLS,
            failure.detail.contains("wrong version")
        {
            return "it speaks no TLS from the first byte there: say smtp:// in its url"
        }
        if settings.url.hasPrefix("smtp:"), failure.phase == .greeting, failure.reply == nil {
            return
                "if it speaks TLS from the first byte there, as on port 465, say smtps:// in its url; else check that it runs"
        }
        return nil
    }

    /// What DNS says of a relay's name, or the address itself.
    static func addresses(of url: String, _ names: any NameService) async -> [IPAddress] {
        guard let host = URL(string: url)?.host()?.trimmingCharacters(in: ["[", "]"]) else { return [] }
        if let address = IPAddress(host) { return [address] }
        guard host.contains(".") else { return [] }
        let four = await names.addresses(of: host, .ipv4).records
        return four + (await names.addresses(of: host, .ipv6).records)
    }
}
