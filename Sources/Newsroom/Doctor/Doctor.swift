// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import DomainRecords
public import Foundation
import MailFormat
import SQLiteStore
import Subscribers

/// Looks at all that a newsroom's mail depends on. It sends nothing. It changes only what opening a database changes, and the
/// reasons kept with planned mailings that could not be published.
public struct Doctor: Sendable {
    let directory: URL
    let environment: [String: String]
    let clock: WallClock
    let random: Randomness
    private let names: (any NameService)?

    /// - Parameters:
    ///   - directory: the newsroom.
    ///   - nameServers: whom to ask about DNS; the system's if empty.
    ///   - isOffline: whether to leave the queue, the relay and DNS out.
    ///   - clock: the newsroom's clock, which is examined as well.
    public init(
        at directory: URL, nameServers: [NameServer], isOffline: Bool, clock: WallClock = .system,
        random: Randomness = .system,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.init(
            at: directory, names: isOffline ? nil : AresResolver(servers: nameServers.map(\.server)),
            clock: clock, random: random, environment: environment)
    }

    /// - Parameter names: whom to ask about DNS; nil to leave the queue, the relay and DNS out.
    init(
        at directory: URL, names: (any NameService)?, clock: WallClock = .system,
        random: Randomness = .system,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.directory = URL(fileURLWithPath: directory.path, isDirectory: true)
        self.names = names
        self.clock = clock
        self.random = random
        self.environment = environment
    }

    /// Looks at everything.
    /// - Parameter report: gets each finding as soon as it is known.
    public func examine(_ report: (DoctorFinding) -> Void) async {
        let file = directory.appending(path: Newsroom.configurationFile).path
        let configuration: Configuration
        do {
            configuration = try Newsroom.configuration(in: directory, environment)
            report(DoctorFinding(.configuration, .ok, at: file, "can be read"))
        } catch {
            report(DoctorFinding(.configuration, .wrong, at: file, Explanation.sentence(of: error)))
            // Without secrets everything else is known; without the configuration nothing is.
            guard let rest = try? Newsroom.configuration(in: directory, environment, needing: []) else {
                return
            }
            configuration = rest
        }
        examineSecrets(of: configuration, report)
        if configuration.returns == nil, !configuration.goesToSandbox {
            report(
                DoctorFinding(
                    .configuration, .advice, at: "\(configuration.returnPath)",
                    "nobody reads what comes back there",
                    do: "say under “returns:” in daybreak.yaml where it arrives"))
        }
        // Whatever keeps a newsroom from being opened is reported when its database is examined.
        let newsroom = try? Newsroom(at: directory, clock: clock, random: random, environment: environment)
        let origins = await publications(of: configuration, in: newsroom).compactMap { name in
            sender(of: name, report).map { sender in
                Origin(publication: name, domain: sender, keys: keys(of: configuration, name, sender, report))
            }
        }
        let largest = await examineDatabase(of: configuration, report)
        if let newsroom {
            await examineMailings(of: newsroom, report)
            await examineAlarms(of: newsroom, report)
        }
        guard let names else { return }
        examineQueue(of: configuration, report)
        if configuration.goesToSandbox { return await examineSandbox(of: configuration, report) }
        var paths: [Path] = []
        for relay in configuration.relays {
            // A relay that is asked with an empty password would count it as an attack.
            let address =
                relay.lacksSecret
                ? nil : await examine(relay.access, of: configuration, carrying: largest, report)
            let known = await Self.addresses(of: relay.access.url, names)
            paths.append(Path(relay: relay, hosts: known + [address].compactMap { $0 }))
        }
        await examineDNS(of: configuration, origins, paths, names, report)
    }

    /// Who on this machine can read the relays' passwords.
    private func examineSecrets(of configuration: Configuration, _ report: (DoctorFinding) -> Void) {
        for file in configuration.relays.compactMap(\.passwordFile) {
            let attributes = try? FileManager.default.attributesOfItem(
                atPath: URL(fileURLWithPath: file).resolvingSymlinksInPath().path)
            guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 != 0 else {
                continue
            }
            report(
                DoctorFinding(
                    .configuration, .advice, at: file,
                    "others than its owner can read or change the password (mode \(String(mode & 0o777, radix: 8)))",
                    do: "chmod 600 \(file)"))
        }
    }

    /// Examines relays that all lead to the sandbox. What is wrong with them is only advice, because the sandbox need not be
    /// running; DNS is left out, because no receiver asks it about such mail.
    private func examineSandbox(of configuration: Configuration, _ report: (DoctorFinding) -> Void) async {
        for relay in configuration.relays where !relay.lacksSecret {
            _ = await examine(relay.access, of: configuration) { finding in
                guard finding.severity == .wrong else { return report(finding) }
                report(
                    DoctorFinding(
                        finding.check, .advice, at: finding.place,
                        "the sandbox does not run: \(finding.message)",
                        do:
                            "start “daybreak sandbox” to try a mailing, or name the relay for real mail in daybreak.yaml"
                    ))
            }
        }
        report(
            DoctorFinding(
                .dmarc, .advice, at: "DNS", "is not asked: all mail goes to the sandbox",
                do: "name the relay for real mail in daybreak.yaml, and look again"))
    }

    /// The newsroom's own publication, and those that lists get.
    private func publications(of configuration: Configuration, in newsroom: Newsroom?) async -> [String] {
        let lists = try? await newsroom?.people.lists()
        let others = Set((lists ?? []).compactMap(\.publication)).subtracting([configuration.publication])
        return [configuration.publication] + others.sorted()
    }

    /// The domain a publication's mail is from.
    private func sender(of publication: String, _ report: (DoctorFinding) -> Void) -> String? {
        let home = directory.appending(path: "templates/\(publication)").path
        do {
            let (publication, _) = try Publications(in: directory, own: publication, zone: clock.zone)
                .themed(publication)
            report(
                DoctorFinding(
                    .templates, .ok, at: home, "\(publication.name) is from \(publication.sender.address)"))
            return publication.sender.address.domain
        } catch {
            report(DoctorFinding(.templates, .wrong, at: home, Explanation.sentence(of: error)))
            return nil
        }
    }

    /// The private keys, as far as they can be read, and what DNS must say of them.
    private func keys(
        of configuration: Configuration, _ publication: String, _ sender: String,
        _ report: (DoctorFinding) -> Void
    ) -> [MailInDNS.Key] {
        guard let dkim = configuration.dkim(of: publication) else { return [] }
        let domain = dkim.domain ?? sender
        return dkim.keys.compactMap { key in
            do {
                let record = try DKIMRecord(of: try KeyDesk.identity(key, domain: domain))
                report(DoctorFinding(.keys, .ok, at: key.file, "signs for \(domain) as \(key.selector)"))
                return MailInDNS.Key(settings: key, record: record)
            } catch {
                report(DoctorFinding(.keys, .wrong, at: key.file, Explanation.sentence(of: error)))
                return nil
            }
        }
    }
}
