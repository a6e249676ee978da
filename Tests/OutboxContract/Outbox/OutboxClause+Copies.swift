// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// What copies are made with.
extension OutboxClause {
    static let copies: [OutboxClause] = [
        OutboxClause(description: "a repeat names what its first copy in doubt was made with") { fixture in
            let mailing = try await fixture.publish(to: 2)
            let outbox = try await fixture.outbox()
            let recipes = (1...3).map { CopyRecipe(tokenKey: $0, signing: nil) }
            try await outbox.note(recipes[0], of: mailing)
            let rows = try await outbox.send(1)
            try require(rows[0].recipe == nil, "none while nothing is in doubt")
            for recipe in recipes[1...] {
                _ = try await outbox.settle(rows, .uncertain("lost", resendAfter: .seconds(5)))
                fixture.advance(by: .seconds(5))
                try await outbox.note(recipe, of: mailing)
                let again = try await outbox.lease(2).first { $0.id == rows[0].id }
                let number = try unwrap(again?.recipe, "a recipe")
                try require(
                    try await fixture.recipes(of: mailing)[number] == recipes[0],
                    "the first, whatever came since")
                _ = try await outbox.start(rows)
            }
        }
    ]
}
