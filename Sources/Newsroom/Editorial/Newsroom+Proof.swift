public import Composer
import CurlTransport
import Foundation
import MailFormat
import SQLiteStore
public import Sender

/// An edition that must not go out as it is.
public struct ProofBlocked: Error, Sendable, CustomStringConvertible {
    /// Which.
    public let edition: EditionID
    /// What blocks it.
    public let findings: [Finding]

    /// The first finding, and what to do.
    public var description: String {
        let count = findings.count == 1 ? "a finding" : "\(findings.count) findings"
        let first = findings.first.map { "\($0.rule.rawValue) in \($0.place): \($0.message)" } ?? ""
        return
            "edition \(edition) is blocked by \(count) of its proof (\(first)): “daybreak edition proof \(edition)” lists them; mend it, or say --override REASON"
    }

    static func check(_ findings: [Finding], _ edition: EditionID) throws(ProofBlocked) {
        let blocking = findings.filter { $0.severity == .blocking }
        if !blocking.isEmpty { throw ProofBlocked(edition: edition, findings: blocking) }
    }
}

extension Newsroom {
    /// Reads an edition as it would go out, and says what must not.
    /// - Parameters:
    ///   - list: whose recipients it is rendered for; nil for everyone.
    ///   - day: when it goes out, `2026-11-24`; nil for today.
    ///   - isOnline: also visit its links and images.
    public func proof(
        _ id: EditionID, list: String?, day: String? = nil, isOnline: Bool = false
    ) async throws -> [Finding] {
        try await proof(of: try await edition(id), list: list, day: day, isOnline: isOnline)
    }

    func proof(
        of edition: Edition, list: String?, day: String? = nil, isOnline: Bool = false
    ) async throws -> [Finding] {
        do {
            return try await proof(
                of: try await prepared(edition, for: list), to: list,
                day: try day ?? Self.day(Self.now, in: zone(of: edition.publication)), isOnline: isOnline)
        } catch let error as CompositionError {
            return [Finding(.mergeFieldUnknown, in: "edition", error.description)]
        }
    }

    /// Reads every version of an edition; what is wrong with the whole is not told again of a part.
    func proof(
        of prepared: PreparedEdition, to list: String?, day: String, isOnline: Bool = false
    ) async throws -> [Finding] {
        let material = try await material(prepared, list: list, day: day, isOnline: isOnline)
        var findings = Proof.findings(in: material)
        for version in prepared.versions.dropFirst() {
            let more = Proof.findings(in: material.version(version.composed, without: version.without))
            let known = findings
            findings += more.filter { one in
                !known.contains { $0.rule == one.rule && $0.message == one.message }
            }.map { $0.without(version.without) }
        }
        if isOnline { findings += try await sizeFindings(of: prepared) }
        return findings.filter { $0.severity == .blocking } + findings.filter { $0.severity == .advice }
    }

    /// What relays say of messages as large as the edition's largest version. That takes no user and no password.
    private func sizeFindings(of prepared: PreparedEdition) async throws -> [Finding] {
        let message = try prepared.message(
            key: mailings.newMessageKey(), to: ("list", "List"), publishedAt: Self.now / 1000, zone: .utc,
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

    private func material(
        _ prepared: PreparedEdition, list: String?, day: String, isOnline: Bool
    ) async throws -> Proof.Material {
        let edition = prepared.edition
        let composed = prepared.versions[0].composed
        var material = Proof.Material(
            edition: edition, articles: prepared.articles, publication: prepared.publication,
            composed: composed, links: links, day: day)
        material.precedents = try await editions.published(
            before: edition.number, of: edition.publication, to: list
        ).map {
            Proof.Precedent(number: $0.number, subject: $0.subject, stories: Set($0.stories.map(\.article)))
        }
        for field in composed.fieldsWithoutFallback {
            if let gap = try await subscribers.gap(in: field, on: list) {
                material.gaps.append(Proof.Gap(field: field, recipients: gap.count, example: gap.example))
            }
        }
        if isOnline { material.visits = await visit(Proof.addresses(in: material)) }
        return material
    }

    /// How many addresses are visited at a time.
    private static let visitors = 8

    /// Reads what links and images lead to.
    private func visit(_ addresses: (links: [String], images: [String])) async -> [String: Proof.Visit] {
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
                        return (url, .broken("\(error)"))
                    }
                }
            }
            for await (visited, result) in group { visits[visited] = result }
            return visits
        }
    }
}
