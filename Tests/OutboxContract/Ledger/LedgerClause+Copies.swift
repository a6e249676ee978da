// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What is known of a mailing's copies.
extension LedgerClause {
    static let copies: [LedgerClause] = [
        LedgerClause(description: "what was frozen stays, and every amendment stands behind it") { fixture in
            let mailing = try await fixture.publish(to: 1)
            let first = try unwrap(try await fixture.ledger.message(of: mailing), "a message")
            try require(first.versions.count == 1 && !first.key.isEmpty, "one version")
            try await fixture.operating.hold(mailing, for: .seconds(5))
            _ = try await fixture.amend(mailing, saying: "something else")
            let both = try unwrap(try await fixture.ledger.message(of: mailing), "a message")
            try require(both.key == first.key && both.versions.count == 2, "the same message, two versions")
            try require(both[1].template.content == first[1].template.content, "the first is as it was")
            let text = try fixture.versions(saying: "something else")[0]
            try require(both[2].template.content == text.template.content, "the second is the new one")
            let none = MailingID(rawValue: mailing.rawValue + 1)
            try require(try await fixture.ledger.message(of: none) == nil, "nothing of what is not there")
        },
        LedgerClause(
            description: "what a copy was made from is what its reader and its worker had when it was sent"
        ) {
            fixture in
            let mailing = try await fixture.publish(to: 2)
            let outbox = try await fixture.outbox()
            try await outbox.note(CopyRecipe(tokenKey: 7, signing: nil), of: mailing)
            let rows = try await outbox.send(1)
            _ = try await outbox.settle(rows, .accepted(Reply(code: 250, lines: ["ok"])))
            fixture.advance(by: .seconds(1))
            try await outbox.note(CopyRecipe(tokenKey: 8, signing: nil), of: mailing)
            try await fixture.move(rows[0].subscriber)
            let copy = try unwrap(
                try await fixture.ledger.copy(of: mailing, for: rows[0].subscriber), "a copy")
            try require(copy.state == .accepted && copy.attempts == 1 && copy.version == 1, "where it stands")
            try require(copy.reader.address == rows[0].recipient && copy.isReaderKnown, "where it went")
            try require(copy.recipe == CopyRecipe(tokenKey: 7, signing: nil), "what it was made with")
            let recipes = try await fixture.ledger.recipes(of: mailing)
            try require(Set(recipes.values.map(\.tokenKey)) == [7, 8], "all that was noted")
            let stranger = SubscriberID(rawValue: 1_000_000)
            try require(try await fixture.ledger.copy(of: mailing, for: stranger) == nil, "none of strangers")
        },
    ]
}
