// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender
import Subscribers

extension Reader {
    /// What copies of a person are filled with now.
    init(_ person: Subscriber) {
        self.init(
            id: person.id, address: person.address, firstName: person.firstName, lastName: person.lastName,
            language: person.language, attributes: person.attributes)
    }
}
