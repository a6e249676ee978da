// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Testing

@testable import Composer

@Suite("Two changes of one edition")
struct EditionMergeTests {
    private let base = Edition(
        publication: "p", date: "2026-11-24", number: 1, subject: "Subject", preheader: "Preheader",
        introduction: "Hello", stories: ["a", "b", "c"].map { Story(article: $0, as: .excerpt) }, also: ["z"])

    private func changed(_ change: (inout Edition) -> Void) -> Edition {
        var edition = base
        change(&edition)
        return edition
    }

    @Test("are both kept where they are of other fields")
    func merges() throws {
        let mine = changed {
            $0.subject = "Mine"
            $0.stories[0].treatment = .lead
        }
        let theirs = changed {
            $0.preheader = "Theirs"
            $0.stories[2].section = "Coast"
            $0.stories.append(Story(article: "d", as: .link))
        }
        let both = try mine.merged(with: theirs, since: base)
        #expect(both.subject == "Mine" && both.preheader == "Theirs")
        #expect(both.stories.map(\.article) == ["a", "b", "c", "d"])
        #expect(both.stories[0].treatment == .lead && both.stories[2].section == "Coast")
        #expect(try theirs.merged(with: mine, since: base) == both, "whoever comes first")
    }

    @Test("of the same field are refused by its name, unless they are the same change")
    func conflicts() throws {
        let mine = changed {
            $0.subject = "Mine"
            $0.stories[1].treatment = .lead
        }
        let theirs = changed {
            $0.subject = "Theirs"
            $0.stories.remove(at: 1)
            $0.date = "2026-11-25"
        }
        #expect(throws: EditionConflict(fields: ["subject", "story b"])) {
            try mine.merged(with: theirs, since: base)
        }
        #expect(try mine.merged(with: mine, since: base) == mine)
        #expect(throws: EditionConflict(fields: ["order"])) {
            try changed { $0.stories.swapAt(0, 1) }.merged(
                with: changed { $0.stories.swapAt(1, 2) }, since: base)
        }
    }

    @Test("are refused where each took out what the other left, so that no story would be left")
    func emptied() throws {
        let two = changed { $0.stories.removeLast() }
        let mine = changed { $0.stories = [Story(article: "a", as: .excerpt)] }
        let theirs = changed { $0.stories = [Story(article: "b", as: .excerpt)] }
        #expect(throws: EditionConflict(fields: ["story b"])) { try mine.merged(with: theirs, since: two) }
    }

    @Test("of order and of stories go together")
    func order() throws {
        let mine = changed { $0.stories.swapAt(0, 2) }
        let theirs = changed {
            $0.stories.remove(at: 0)
            $0.stories.insert(Story(article: "d", as: .brief), at: 1)
        }
        let both = try mine.merged(with: theirs, since: base)
        #expect(both.stories.map(\.article) == ["c", "b", "d"])
        #expect(base.changes(to: both) == ["story a", "story d", "order"])
    }
}
