// SPDX-License-Identifier: Apache-2.0
public import Composer
import Foundation
public import MailFormat
import SQLiteStore
public import Sender

extension EditorialDesk {
    /// Proves an edition as it would go out.
    /// - Parameters:
    ///   - list: whose recipients it is rendered for; nil for everyone.
    ///   - day: when it goes out; nil for today.
    ///   - isOnline: also visit its links and images.
    public func proof(
        _ id: EditionID, list: String?, day: CalendarDay? = nil, isOnline: Bool = false
    ) async throws -> [Finding] {
        try await proof(of: try await edition(id), list: list, day: day, isOnline: isOnline)
    }

    func proof(
        of edition: Edition, list: String?, day: CalendarDay? = nil, isOnline: Bool = false
    ) async throws -> [Finding] {
        do {
            return try await proof(
                of: try await prepared(edition, for: list), to: list,
                day: try day ?? publications.zone(of: edition.publication).day(at: clock.now),
                isOnline: isOnline)
        } catch let error as CompositionError {
            return [Finding(.mergeFieldUnknown, in: "edition", error.sentence)]
        }
    }

    /// Proves every version of an edition; a finding about the whole is not repeated for its parts.
    func proof(
        of prepared: PreparedEdition, to list: String?, day: CalendarDay, isOnline: Bool = false
    ) async throws -> [Finding] {
        let material = try await material(prepared, list: list, day: day, isOnline: isOnline)
        var findings = proofs.findings(in: material)
        for version in prepared.versions.dropFirst() {
            let more = proofs.findings(in: material.version(version.composed, without: version.without))
            let known = findings
            findings += more.filter { one in
                !known.contains { $0.rule == one.rule && $0.message == one.message }
            }.map { $0.without(version.without) }
        }
        findings += try await media.missing(in: prepared.versions.map(\.composed)).sorted().map {
            Finding(
                .pictureMissing, in: "html",
                "the picture \($0) is not kept any more: take its article in again, or set its image")
        }
        if isOnline { findings += try await sizeFindings(of: prepared) }
        return findings.filter { $0.severity == .blocking } + findings.filter { $0.severity == .advice }
    }

    private func material(
        _ prepared: PreparedEdition, list: String?, day: CalendarDay, isOnline: Bool
    ) async throws -> Proof.Material {
        let edition = prepared.edition
        let composed = prepared.versions[0].composed
        var material = Proof.Material(
            edition: edition, articles: prepared.articles, publication: prepared.publication,
            composed: composed, links: configuration.links, day: day)
        material.precedents = try await editions.published(
            before: edition.number, of: edition.publication, to: list
        ).map {
            Proof.Precedent(
                number: $0.number, subject: $0.subject, stories: Set($0.stories.map(\.article)),
                corrects: $0.extras.corrects)
        }
        if let changed = try await editions.lastChange(of: edition.number, in: edition.publication) {
            material.replaced = try await articles.replaced(edition.stories.map(\.article), since: changed)
        }
        for field in composed.fieldsWithoutFallback {
            if let gap = try await subscribers.gap(in: field, on: list) {
                material.gaps.append(Proof.Gap(field: field, recipients: gap.count, example: gap.example))
            }
        }
        if isOnline { material.visits = await visit(Proof.addresses(in: material)) }
        return material
    }
}
