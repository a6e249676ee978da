// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import MailFormat
import Sender

extension Doctor {
    /// Where mail is from.
    struct Origin {
        let publication: String
        /// The domain of the From field.
        let domain: String
        let keys: [MailInDNS.Key]
    }

    /// A relay, and its addresses as far as they are known.
    struct Path {
        let relay: RelaySettings
        let hosts: [IPAddress]
    }

    /// Examines in DNS each publication's mail by each return path that a relay gives it. A finding that several have in common
    /// is reported once.
    func examineDNS(
        of configuration: Configuration, _ origins: [Origin], _ paths: [Path], _ names: any NameService,
        _ report: (DoctorFinding) -> Void
    ) async {
        var told: Set<DoctorFinding> = []
        for mail in mails(of: configuration, origins, paths) {
            await mail.examine(names) { if told.insert($0).inserted { report($0) } }
        }
    }

    /// The kinds of mail that receivers can tell apart.
    func mails(of configuration: Configuration, _ origins: [Origin], _ paths: [Path]) -> [MailInDNS] {
        let day = NamedZone.utc.day(at: clock.now)
        return origins.flatMap { origin in
            let carrying = paths.filter { $0.relay.carries(origin.publication) }
            let domains = carrying.map { path in
                (path.relay.limits.returnPath?.address ?? configuration.returnPath).domain
            }
            return domains.indices.filter { !domains[..<$0].contains(domains[$0]) }.map { first in
                let hosts = zip(domains, carrying).filter { $0.0 == domains[first] }.flatMap(\.1.hosts)
                return MailInDNS(
                    author: origin.domain, returnPath: domains[first],
                    signer: configuration.dkim(of: origin.publication).map { $0.domain ?? origin.domain },
                    keys: origin.keys,
                    relays: hosts.indices.filter { !hosts[..<$0].contains(hosts[$0]) }.map { hosts[$0] },
                    day: day)
            }
        }
    }
}
