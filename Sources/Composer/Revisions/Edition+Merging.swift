// SPDX-License-Identifier: Apache-2.0

/// Two changes of one edition that cannot both be kept.
public struct EditionConflict: Error, Hashable, Sendable {
    /// What both changed: keys of an edition file, `story SLUG`, or `order`.
    public let fields: [String]
}

/// Merges two people's changes of one edition. A field is one key of its file, one story by its article, or the order of the
/// stories.
extension Edition {
    /// The fields that another edition has otherwise, in the order of the file.
    public func changes(to other: Edition) -> [String] {
        var fields: [String] = []
        func compare(_ name: String, _ isSame: Bool) { if !isSame { fields.append(name) } }
        compare("date", date == other.date)
        compare("subject", subject == other.subject)
        compare("preheader", preheader == other.preheader)
        compare("introduction", introduction == other.introduction)
        for slug in (stories + other.stories).map(\.article).uniqued() {
            compare("story \(slug)", story(slug) == other.story(slug))
        }
        compare("order", isInSameOrder(as: other))
        compare("also", also == other.also)
        compare("sponsors", extras.sponsors == other.extras.sponsors)
        compare("contents", extras.contents == other.extras.contents)
        compare("author", extras.author == other.extras.author)
        compare("postscript", extras.postscript == other.extras.postscript)
        compare("poll", extras.poll == other.extras.poll)
        compare("corrects", extras.corrects == other.extras.corrects)
        return fields
    }

    /// This edition with what was changed from a common ancestor to another one.
    /// - Parameter theirs: what it has become meanwhile.
    /// - Throws: when both changed the same field, each otherwise, or no story is left of what both took out.
    public func merged(with theirs: Edition, since base: Edition) throws(EditionConflict) -> Edition {
        let mine = Set(base.changes(to: self))
        let both = base.changes(to: theirs).filter(mine.contains)
        let open = Set(changes(to: theirs))
        let conflicts = both.filter(open.contains)
        guard conflicts.isEmpty else { throw EditionConflict(fields: conflicts) }
        var result = theirs
        if mine.contains("date") { result.date = date }
        if mine.contains("subject") { result.subject = subject }
        if mine.contains("preheader") { result.preheader = preheader }
        if mine.contains("introduction") { result.introduction = introduction }
        if mine.contains("also") { result.also = also }
        if mine.contains("sponsors") { result.extras.sponsors = extras.sponsors }
        if mine.contains("contents") { result.extras.contents = extras.contents }
        if mine.contains("author") { result.extras.author = extras.author }
        if mine.contains("postscript") { result.extras.postscript = extras.postscript }
        if mine.contains("poll") { result.extras.poll = extras.poll }
        if mine.contains("corrects") { result.extras.corrects = extras.corrects }
        result.stories = mergedStories(theirs, mine)
        guard !result.stories.isEmpty || theirs.stories.isEmpty else {
            throw EditionConflict(fields: theirs.stories.map { "story \($0.article)" })
        }
        return result
    }

    /// The stories in the order of the side that changed it; a story that only the other side has comes behind the one that it
    /// follows there.
    private func mergedStories(_ theirs: Edition, _ mine: Set<String>) -> [Story] {
        let (first, second) = mine.contains("order") ? (self, theirs) : (theirs, self)
        var slugs = first.stories.map(\.article)
        for (index, story) in second.stories.enumerated() where !slugs.contains(story.article) {
            let before = second.stories[..<index].last { slugs.contains($0.article) }?.article
            let place = before.flatMap(slugs.firstIndex).map { $0 + 1 } ?? 0
            slugs.insert(story.article, at: place)
        }
        return slugs.compactMap { slug in
            mine.contains("story \(slug)") ? story(slug) : theirs.story(slug)
        }
    }

    private func story(_ slug: String) -> Story? { stories.first { $0.article == slug } }

    private func isInSameOrder(as other: Edition) -> Bool {
        let (own, others) = (stories.map(\.article), other.stories.map(\.article))
        let shared = Set(own).intersection(others)
        return own.filter(shared.contains) == others.filter(shared.contains)
    }
}
