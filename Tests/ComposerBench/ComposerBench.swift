// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import Glibc
import MailFormat
import Subscribers

/// Times the composer without anything around it.
///
///     composer-bench ROOT COPIES
///
/// Composes the edition of Tests/Editions/twenty under ROOT, as an editor's preview does after the articles are loaded;
/// reads its proof; then writes COPIES readers' copies of a message of 30 KB, tokens signed and names merged, on one
/// thread, and signs some with RSA-2048. Prints one JSON object: stories, composeMilliseconds and proofMilliseconds
/// (medians), messageBytes, copiesPerSecond, signedPerSecond, peakMegabytes.
@main
struct ComposerBench {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let copies = Int(arguments[2]) else {
            FileHandle.standardError.write(
                Data("composer-bench: say where the sources are and how many copies to write\n".utf8))
            exit(64)
        }
        let bench = try ComposerBench(root: URL(fileURLWithPath: arguments[1], isDirectory: true))
        let compose = try bench.median(of: 15) { _ = try bench.composed(bench.edition).html }
        let composed = try bench.composed(bench.edition)
        let material = Proof.Material(
            edition: bench.edition, articles: bench.articles, publication: bench.publication,
            composed: composed,
            links: bench.links, day: bench.edition.date)
        let proof = bench.median(of: 5) { _ = Proof.findings(in: material) }
        let template = try bench.template(bytes: 30_720)
        let rate = try bench.copiesPerSecond(of: template, copies)
        let identity = DKIMSigner.Identity(
            domain: "daily-caffeine.example", selector: "bench", key: try .generate(.rsa))
        let signer = DKIMSigner([identity], time: 1_795_500_000, template: template)
        let signed = try bench.copiesPerSecond(of: template, 1_000, signer)
        print(
            """
            {"stories":\(bench.edition.stories.count),"composeMilliseconds":\(compose),"proofMilliseconds":\(proof),\
            "messageBytes":\(template.content.count),"copiesPerSecond":\(rate),"signedPerSecond":\(signed),\
            "peakMegabytes":\(peakMegabytes())}
            """)
    }

    private let publication: Publication
    private let theme: Theme
    private let articles: [String: Article]
    private let edition: Edition
    private let links = ReaderLinks(baseURL: "https://news.daily-caffeine.example")

    private init(root: URL) throws {
        let home = root.appending(path: "templates/daily-caffeine")
        let brand = try String(contentsOf: home.appending(path: "publication.yaml"), encoding: .utf8)
        publication = try Publication(yaml: brand, id: "daily-caffeine", named: "publication.yaml")
        theme = try Theme(directory: home.path)
        let source = root.appending(path: "Tests/Editions/twenty")
        var articles: [String: Article] = [:]
        let folder = source.appending(path: "articles")
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: file)))
            for item in try Intake(IntakeSource(name: file, bytes: bytes)).items {
                articles[item.article.slug] = item.article
            }
        }
        self.articles = articles
        let yaml = try String(contentsOf: source.appending(path: "edition.yaml"), encoding: .utf8)
        let draft = try EditionDraft(yaml: yaml, named: "edition.yaml")
        edition = Edition(
            publication: "daily-caffeine", date: CalendarDay(daysSince1970: 20_781), number: 1,
            subject: draft.subject ?? "",
            preheader: draft.preheader ?? "", introduction: draft.introduction ?? "", stories: draft.stories,
            also: [],
            extras: draft.extras)
    }

    private func composed(_ edition: Edition) throws -> ComposedEdition {
        try edition.composed(
            from: articles, in: publication, theme: theme, links: links, knownFields: [.firstName])
    }

    /// A message of as many stories as its size allows.
    private func template(bytes: Int) throws -> MessageTemplate {
        var found: MessageTemplate?
        for count in 1...edition.stories.count {
            var part = edition
            part.stories = Array(edition.stories.prefix(count))
            let composed = try composed(part)
            let template = try MessageDraft(
                from: publication.sender, subject: composed.subject,
                date: MessageDate(unixSeconds: 1_795_500_000, offsetMinutes: 0),
                messageIDDomain: "daily-caffeine.example",
                list: ("Morning", "morning.daily-caffeine.example"), unsubscribeURL: links.unsubscribe,
                language: "en", text: composed.text, html: composed.html
            ).compiled()
            if found == nil || abs(template.content.count - bytes) < abs((found?.content.count ?? 0) - bytes)
            {
                found = template
            }
        }
        return found!
    }

    private func copiesPerSecond(
        of template: MessageTemplate, _ copies: Int, _ signer: DKIMSigner? = nil
    ) throws -> Double {
        let keys = TokenKeys([(1, [UInt8](repeating: 7, count: TokenKeys.secretSize))])
        var message: [UInt8] = []
        var bytes = 0
        let start = ContinuousClock.now
        for number in 1...copies {
            message.removeAll(keepingCapacity: true)
            let reader = SubscriberID(rawValue: Int64(number))
            let token = CapabilityToken(mailing: MailingID(rawValue: 1), subscriber: reader)
            let values = template.fields.map { field in
                switch field {
                case .email: "reader\(number)@inbox.test"
                case .firstName: "Reader\(number)"
                case .messageID: MessageID.left(mailingKey: "bench", subscriber: reader)
                case .unsubscribeToken: keys.text(token, for: .unsubscribe)
                case .browserToken: keys.text(token, for: .browser)
                case .preferencesToken: keys.text(token, for: .preferences)
                default: ""
                }
            }
            template.splice(values, into: &message)
            try signer?.sign(&message)
            bytes += message.count
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        precondition(bytes > copies * template.content.count)
        return Double(copies) / seconds
    }

    private func median(of runs: Int, _ body: () throws -> Void) rethrows -> Double {
        var times: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            try body()
            times.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        return times.sorted()[runs / 2]
    }

    private static func peakMegabytes() -> Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }
}
