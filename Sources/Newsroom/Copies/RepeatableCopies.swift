// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

/// Copies of one mailing, of which those that were in doubt are made with the keys they had.
struct RepeatableCopies: PersonalMessage {
    /// The copies that are made with the keys of today.
    let today: NewsletterCopies
    /// The copies of every recipe of the mailing; a recipe whose keys are gone has today's.
    let former: [RecipeID: NewsletterCopies]
    /// The key that signs today's links, and the watch that tells whether it still does; nil where nobody can tell.
    let key: (number: Int, watch: SigningKeyWatch)?

    var canStartLinesWithDots: Bool { today.canStartLinesWithDots }
    var standsAlone: Bool { today.standsAlone }

    func serves(_ delivery: LeasedDelivery) -> Bool {
        guard today.serves(delivery), key.map({ $0.watch.signs($0.number) }) ?? true else { return false }
        return delivery.recipe.map { former[$0] != nil } ?? true
    }

    func write(
        for delivery: LeasedDelivery, into message: inout [UInt8], returningTo path: ReturnPath?
    ) throws -> Envelope {
        if let recipe = delivery.recipe, let earlier = former[recipe] {
            return try earlier.write(for: delivery, into: &message, returningTo: path)
        }
        return try today.write(for: delivery, into: &message, returningTo: path)
    }
}
