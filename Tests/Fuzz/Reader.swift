// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import Returns

/// A reader of what strangers write, and what it promises of any input.
enum Reader: String, CaseIterable {
    case html, feed, markdown, text, yaml, merge, segment, people, mail, webhook

    /// What is wrong with what it made of an input; nil when nothing is. To refuse an input is fine.
    func broken(by input: [UInt8]) -> String? {
        switch self {
        case .html: article(input, .html)
        case .feed: article(input, .feed)
        case .markdown: article(input, .markdown)
        case .text: article(input, .text)
        case .yaml: yaml(String(decoding: input, as: UTF8.self))
        case .merge: merge(String(decoding: input, as: UTF8.self))
        case .segment: Self.list.broken(bySegment: String(decoding: input, as: UTF8.self))
        case .people: PeopleFile.broken(by: input)
        case .mail: mail(input)
        case .webhook: webhook(input)
        }
    }

    private func article(_ input: [UInt8], _ format: ArticleFormat) -> String? {
        guard let intake = try? Intake(IntakeSource(name: "input", bytes: input), as: format) else {
            return nil
        }
        for item in intake.items.prefix(20) {
            let article = item.article
            if article.headline.isEmpty { return "an article without a headline" }
            let html = article.rendered(as: .html) ?? ""
            if let fault = Self.fault(in: html, article.rendered(as: .text) ?? "") { return fault }
            guard let json = try? JSONEncoder().encode(article),
                let again = try? JSONDecoder().decode(Article.self, from: json)
            else { return "an article that JSON cannot hold" }
            if again != article { return "an article that JSON changes" }
        }
        return nil
    }

    private func yaml(_ text: String) -> String? {
        if let draft = try? EditionDraft(yaml: text, named: "input") {
            guard let again = try? EditionDraft(yaml: draft.yaml, named: "again") else {
                return "a draft that is written as what cannot be read: \(draft.yaml)"
            }
            if again != draft { return "a draft that is written as another: \(draft.yaml)" }
        }
        _ = try? Publication(yaml: text, id: "input", named: "input")
        return nil
    }

    private func mail(_ input: [UInt8]) -> String? {
        let summary = ReturnSummary(reading: input)
        if summary.recipients.count > 1000 { return "\(summary.recipients.count) recipients" }
        if summary.addressed.count > 200 || summary.quoted.count > 200 { return "too many tokens" }
        let letters = summary.recipients.compactMap(\.address) + summary.recipients.flatMap(\.words)
        if letters.contains(where: { $0.utf8.count > 10_000 }) { return "a text without an end" }
        guard let json = try? JSONEncoder().encode(summary),
            let again = try? JSONDecoder().decode(ReturnSummary.self, from: json)
        else { return "a summary that JSON cannot hold" }
        return again == summary ? nil : "a summary that JSON changes"
    }

    private func webhook(_ input: [UInt8]) -> String? {
        for provider in MailProvider.allCases {
            let events = try? ProviderEvent.all(in: input, from: provider)
            if let count = events?.count, count > ProviderEvent.most { return "\(count) events" }
        }
        if let message = try? SNSMessage(input), message.verifies(certificatePEM: input, now: nil) {
            return "a message that proves itself"
        }
        return nil
    }

    private func merge(_ text: String) -> String? {
        let edition = Edition(
            publication: "p", date: CalendarDay(daysSince1970: 20_781), number: 1, subject: text,
            preheader: text,
            introduction: text,
            stories: [], also: [])
        guard
            let composed = try? edition.composed(
                from: [:], in: Self.publication, theme: Self.theme,
                links: ReaderLinks(baseURL: "https://a.test"),
                knownFields: [.email, .firstName, .attribute("city")])
        else { return nil }
        let value = "<script>\"'&\r\n{{reader.email}}"
        return Self.fault(in: composed.html.filled { _ in value }, composed.text.filled { _ in value })
    }

    /// What no page and no plain text of ours may hold.
    private static func fault(in html: String, _ text: String) -> String? {
        let lower = Data(html.lowercased().utf8)
        for wrong in [
            "<script", "<iframe", "<object", "<img src=\"data:", "href=\"javascript:", "href=\"data:",
            "<form",
        ]
        where lower.range(of: Data(wrong.utf8)) != nil {
            return "\(wrong) in the HTML"
        }
        if text.unicodeScalars.contains(where: { (0xFDD0...0xFDEF).contains($0.value) }) {
            return "a marker in the plain text"
        }
        return nil
    }

    private static let list: FuzzedList = {
        do { return try FuzzedList() } catch { fatalError("\(error)") }
    }()

    private static let publication: Publication = {
        do { return try Publication(yaml: brand, id: "p", named: "publication.yaml") } catch {
            fatalError("\(error)")
        }
    }()

    private static let theme: Theme = {
        do {
            let place = FileManager.default.temporaryDirectory.appending(path: "fuzz-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: place) }
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try
                "<title>{{subject}}</title><p title=\"{{preheader}}\">{{#introduction}}{{{html}}}{{/introduction}}"
                .write(to: place.appending(path: "edition.html.mustache"), atomically: true, encoding: .utf8)
            try "{{{introduction}}}".write(
                to: place.appending(path: "edition.txt.mustache"), atomically: true, encoding: .utf8)
            return try Theme(directory: place.path)
        } catch { fatalError("\(error)") }
    }()

    private static let brand = """
        name: P
        language: en
        colours: { accent: "#112233", accent_dark: "#aabbcc" }
        sender: { name: P, address: desk@test.example }
        footers: { about: [one], sign_off: bye, reason: because, postal_address: [Street 1] }
        """
}
