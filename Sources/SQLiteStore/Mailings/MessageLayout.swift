// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// Where a frozen message's slots are, as `mailing_message.layout` holds it.
struct MessageLayout: Codable {
    private let slots: [MessageTemplate.Slot]
    private let fields: [MergeField]

    init(_ template: MessageTemplate) {
        slots = template.slots
        fields = template.fields
    }

    func template(content: [UInt8]) throws -> MessageTemplate {
        guard let template = MessageTemplate(content: content, slots: slots, fields: fields) else {
            throw StoreError.damaged(.layout)
        }
        return template
    }
}
