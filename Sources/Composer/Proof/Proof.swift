// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// Reads an edition as it would go out, and reports faults.
///
/// It looks at both parts as a reader gets them, so that what a theme does wrong is found like what an editor does.
public struct Proof {
    /// An earlier edition of the publication.
    public struct Precedent: Hashable, Sendable {
        /// Its number.
        public var number: Int
        /// Its subject.
        public var subject: String
        /// Its stories' slugs.
        public var stories: Set<String>
        /// The number of the edition that it corrects.
        public var corrects: Int?

        /// An earlier edition.
        public init(number: Int, subject: String, stories: Set<String>, corrects: Int? = nil) {
            self.number = number
            self.subject = subject
            self.stories = stories
            self.corrects = corrects
        }
    }

    /// A merge field that is empty for somebody.
    public struct Gap: Hashable, Sendable {
        /// Which.
        public var field: MergeField
        /// For how many of the recipients.
        public var recipients: Int
        /// One of them.
        public var example: String

        /// A gap.
        public init(field: MergeField, recipients: Int, example: String) {
            self.field = field
            self.recipients = recipients
            self.example = example
        }
    }

    /// What a link or image on the web was found to be.
    public enum Visit: Hashable, Sendable {
        /// It is there, of this many bytes.
        case found(bytes: Int)
        /// Why it could not be read.
        case broken(String)
    }

    /// The material that a proof is read from.
    public struct Material: Hashable, Sendable {
        /// The edition.
        public var edition: Edition
        /// What it names, by slug.
        public var articles: [String: Article]
        /// Its publication.
        public var publication: Publication
        /// The composed edition.
        public var composed: ComposedEdition
        /// Where the links of a reader's copy lead.
        public var links: ReaderLinks
        /// The day it goes out.
        public var day: CalendarDay
        /// Editions before it, the latest first.
        public var precedents: [Precedent] = []
        /// Fields without a fallback that are empty for some of the recipients.
        public var gaps: [Gap] = []
        /// The slugs of stories whose articles were replaced since the edition was last changed.
        public var replaced: Set<String> = []
        /// The results of visits to links and images, by URL; empty when none were made.
        public var visits: [String: Visit] = [:]

        /// Everything that is always known.
        public init(
            edition: Edition, articles: [String: Article], publication: Publication,
            composed: ComposedEdition,
            links: ReaderLinks, day: CalendarDay
        ) {
            self.edition = edition
            self.articles = articles
            self.publication = publication
            self.composed = composed
            self.links = links
            self.day = day
        }

        /// The material of the version for readers who do without some sections.
        /// - Parameter composed: what it was composed to for them.
        public func version(_ composed: ComposedEdition, without sections: Set<String>) -> Material {
            var part = self
            part.composed = composed
            part.edition.stories = edition.stories(without: sections, from: articles)
            return part
        }
    }

    let material: Material
    /// The HTML part as a reader called Reader gets it.
    let page: HTMLNode
    /// Its style sheets.
    let sheet: StyleSheet
    let html: String
    let text: String
    /// The plain text with its lines joined and quotation marks, links' numbers and emphasis left out.
    let flowing: String
    let subject: String

    /// A reader's token in the links of the copy that is looked at.
    private static let token = "token"

    private init(_ material: Material) {
        self.material = material
        html = Self.filled(material.composed.html)
        let root = HTMLDocument(html).root
        sheet = StyleSheet(root.styleText)
        page = root.hidden(by: sheet)
        text = Self.filled(material.composed.text)
        flowing = Self.flowing(text)
        subject = Self.filled(material.composed.subject)
    }

    /// All findings, those that block first.
    public static func findings(in material: Material) -> [Finding] {
        let proof = Proof(material)
        let all =
            proof.size + proof.dates + proof.heads + proof.fields + proof.fallbacks + proof.stories
            + proof.repeated + proof.unlinked + proof.logo
            + proof.linkFindings
            + proof.imageFindings + proof.structure + proof.footers + proof.parity + proof.placeholders
            + proof.leftovers + proof.leftOut + proof.replacements
            + proof.contrast + proof.clientSupport
        return all.filter { $0.severity == .blocking } + all.filter { $0.severity == .advice }
    }

    /// The addresses that a visit would tell more about.
    public static func addresses(in material: Material) -> (links: [String], images: [String]) {
        let proof = Proof(material)
        let own = proof.readerLinks
        let links = proof.anchors.compactMap { $0["href"] }.filter { SafeURL.isWeb($0) && !own.contains($0) }
        let images = proof.images.compactMap { $0["src"] }.filter(SafeURL.isWeb)
        return (links.uniqued(), images.uniqued())
    }

    static func filled(_ text: MergeText) -> String {
        text.filled {
            $0.rawValue.hasPrefix("token.") ? token : $0 == .email ? "reader@example.com" : "Reader"
        }
    }

    /// The links that differ from reader to reader.
    var readerLinks: Set<String> {
        Set(
            [material.links.unsubscribe, material.links.browser, material.links.preferences].map(Self.filled))
    }

    var anchors: [HTMLNode] { page.all { $0.name == "a" && $0["href"] != nil } }

    var images: [HTMLNode] { page.all { $0.name == "img" } }
}

extension Array where Element: Hashable {
    /// Each once, in the order of their first appearance.
    public func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
