// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Small changes of an edition, by the names that its file has for what they change.
extension Edition {
    private static let keys = [
        "date", "subject", "preheader", "introduction", "also", "contents", "author", "postscript",
    ]

    /// Gives a field another value.
    public mutating func set(_ field: Assignment) throws(ChangeFault) {
        switch field.key {
        case "date":
            guard let day = CalendarDay(field.value) else { throw .notADate(field.value) }
            date = day
        case "subject": subject = try field.required()
        case "preheader": preheader = field.line ?? ""
        case "introduction": introduction = field.value
        case "also": also = field.value.split { $0 == "," || $0.isWhitespace }.map(String.init).uniqued()
        case "contents":
            let truths = ["yes": true, "true": true, "no": false, "false": false]
            guard field.value.isEmpty || truths[field.value] != nil else {
                throw .unknownValue(field.value, key: field.key, known: ["yes", "no"])
            }
            extras.contents = truths[field.value]
        case "author": extras.author = field.line
        case "postscript": extras.postscript = field.value
        default: throw .unknown(field.key, among: Self.keys)
        }
    }

    /// Changes how a story stands in the edition; a story that is not in it comes to its end as an excerpt.
    /// - Parameter name: its article's slug, or its place counted from 1.
    public mutating func set(_ fields: [Assignment], of name: String) throws(ChangeFault) {
        if place(of: name) == nil, Int(name) == nil {
            stories.append(Story(article: name, as: .excerpt))
            also.removeAll { $0 == name }
        }
        let place = try storyPlace(name)
        for field in fields { try stories[place].set(field) }
    }

    /// Takes a story out.
    /// - Parameter name: its article's slug, or its place counted from 1.
    public mutating func takeOut(_ name: String) throws(ChangeFault) {
        let place = try storyPlace(name)
        guard stories.count > 1 else { throw .lastStory(stories[place].article) }
        stories.remove(at: place)
    }

    /// Moves a story; the others keep their order. Where another one comes first then, and the
    /// former first was set as the lead, they take each other's treatment.
    /// - Parameters:
    ///   - name: its article's slug, or its place counted from 1.
    ///   - target: `up`, `down`, `first`, `last`, or the place where it shall stand, counted from 1.
    public mutating func move(_ name: String, to target: String) throws(ChangeFault) {
        let place = try storyPlace(name)
        let last = stories.count - 1
        let new: Int
        switch target {
        case "up": new = max(0, place - 1)
        case "down": new = min(last, place + 1)
        case "first": new = 0
        case "last": new = last
        default:
            guard let number = Int(target), stories.indices.contains(number - 1) else {
                throw .notAPlace(target, count: stories.count)
            }
            new = number - 1
        }
        let former = stories[0].article
        stories.insert(stories.remove(at: place), at: new)
        if stories[0].article != former, let old = stories.firstIndex(where: { $0.article == former }),
            stories[old].treatment == .lead
        {
            (stories[0].treatment, stories[old].treatment) = (.lead, stories[0].treatment)
        }
    }

    private func place(of name: String) -> Int? {
        if let place = stories.firstIndex(where: { $0.article == name }) { return place }
        return Int(name).flatMap { stories.indices.contains($0 - 1) ? $0 - 1 : nil }
    }

    private func storyPlace(_ name: String) throws(ChangeFault) -> Int {
        if let place = place(of: name) { return place }
        let slugs = stories.map(\.article)
        throw .noSuchStory(
            name, stories: slugs, nearest: Int(name) == nil ? nearest(to: name, among: slugs) : nil)
    }
}

extension Story {
    private static let keys = ["as", "section", "headline", "picture"]

    /// Gives a field another value.
    mutating func set(_ field: Assignment) throws(ChangeFault) {
        switch field.key {
        case "as":
            treatment = try field.one(of: Treatment.self)
        case "section": section = field.line
        case "headline": headline = field.line
        case "picture": picture = field.value.isEmpty ? nil : try field.one(of: PicturePlace.self)
        default: throw .unknown(field.key, among: Self.keys)
        }
    }
}
