// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// Recipes as PostgreSQL has them.
extension CopyRecipe {
    /// Selects what workers make copies of a mailing with.
    static func all(of mailing: MailingID) -> PostgresConnection.Statement {
        .init(
            "SELECT worker, since, token_key, signing FROM wire.recipe WHERE mailing = $1",
            .integer(mailing.rawValue))
    }

    /// Reads what `all` returned.
    static func read(_ answer: PostgresAnswer) throws(PostgresFault) -> [RecipeID: CopyRecipe] {
        var recipes: [RecipeID: CopyRecipe] = [:]
        for row in 0..<answer.count {
            let signing = try answer.optionalText(row, 3).map { text throws(PostgresFault) in
                try WireJSON.value(Signing.self, text)
            }
            recipes[RecipeID(worker: answer.integer(row, 0), number: answer.integer(row, 1))] = CopyRecipe(
                tokenKey: Int(answer.integer(row, 2)), signing: signing)
        }
        return recipes
    }
}
