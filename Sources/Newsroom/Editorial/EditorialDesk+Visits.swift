// SPDX-License-Identifier: Apache-2.0
import Composer
import CurlTransport
import MailFormat
import SQLiteStore
import Sender

extension EditorialDesk {
    /// How many addresses are visited at a time.
    private static let visitors = 8

    /// Reads what links and images lead to.
    func visit(_ addresses: (links: [String], images: [String])) async -> [String: Proof.Visit] {
        let fetch = WebFetch(configuration.fetch)
        let all = Array(Set(addresses.links + addresses.images))
        return await withTaskGroup(of: (String, Proof.Visit).self) { group in
            var visits: [String: Proof.Visit] = [:]
            for (index, url) in all.enumerated() {
                if index >= Self.visitors, let (visited, result) = await group.next() {
                    visits[visited] = result
                }
                group.addTask {
                    do {
                        return (url, .found(bytes: try await fetch.page(url).bytes.count))
                    } catch WebFetch.Fault.tooLarge(_, let bytes) {
                        return (url, .found(bytes: bytes + 1))
                    } catch {
                        return (url, .broken(Explanation.sentence(of: error)))
                    }
                }
            }
            for await (visited, result) in group { visits[visited] = result }
            return visits
        }
    }

    /// The findings of relays that do not take messages as large as the edition's largest version. Asking them takes no user
    /// and no password.
    func sizeFindings(of prepared: PreparedEdition) async throws -> [Finding] {
        let message = try prepared.message(
            key: mailings.newMessageKey(), to: ("list", "List"), publishedAt: clock.now / 1000, zone: .utc,
            configuration: configuration)
        let size = message.versions.map(\.template.content.count).max() ?? 0
        var findings: [Finding] = []
        for relay in configuration.relays {
            var access = relay.access
            (access.user, access.password) = ("", "")
            switch await Doctor.visit(access) {
            case .success(let visit):
                let finding = Self.finding(on: size, for: access.name, takes: visit.maximumSize)
                if let finding { findings.append(finding) }
            case .failure(let failure):
                findings.append(
                    Finding(
                        .messageSize, .advice, in: "edition",
                        "the relay \(access.name) cannot be asked how large a message it takes: \(failure)"))
            }
        }
        return findings
    }

    /// - Parameters:
    ///   - size: of the message, octets.
    ///   - limit: the relay's; nil when it has none.
    static func finding(on size: Int, for relay: String, takes limit: Int?) -> Finding? {
        guard let limit, size > limit else { return nil }
        return Finding(
            .messageSize, in: "edition",
            "the message has \(size) octets, and the relay \(relay) takes \(limit): set fewer stories in full"
        )
    }
}
