// SPDX-License-Identifier: Apache-2.0
import Composer
import MailFormat
import NewsroomSupport
import Synchronization
import Testing

@testable import Newsroom

@Suite("Proofs that were read")
struct KnownProofsTests {
    @Test("an edition is proved again when anything that its proof is read from is another")
    func again() async throws {
        let place = try await TemporaryNewsroom(readers: 1)
        let desk = place.newsroom.editorial
        var draft = EditionDraft(articles: ["bread"])
        (draft.subject, draft.preheader) = ("One story this morning", "One of bread.")
        let edition = try await desk.edition(try await desk.add(draft).0)
        let prepared = try await desk.prepared(edition, for: nil)
        var material = Proof.Material(
            edition: edition, articles: prepared.articles, publication: prepared.publication,
            composed: prepared.versions[0].composed, links: desk.configuration.links, day: edition.date)
        let reads = Mutex(0)
        let proofs = KnownProofs { material in
            reads.withLock { $0 += 1 }
            return Proof.findings(in: material)
        }
        func look() -> (findings: [Finding], reads: Int) {
            (proofs.findings(in: material), reads.withLock { $0 })
        }
        let first = look()
        #expect(first.reads == 1 && look() == (first.findings, 1))
        material.day = CalendarDay(daysSince1970: edition.date.daysSince1970 + 400)
        let later = look()
        #expect(later.reads == 2 && later.findings != first.findings)
        material.precedents = [Proof.Precedent(number: 1, subject: edition.subject, stories: ["bread"])]
        #expect(look().reads == 3)
        material.day = edition.date
        material.precedents = []
        #expect(look() == (first.findings, 3), "it is still known")
    }
}
