// SPDX-License-Identifier: Apache-2.0
import MailFormat
public import Sender

extension ReaderCopy {
    /// | key | |
    /// | --- | --- |
    /// | `address`, `state`, `version`, `messageID` | as the ledger has them |
    /// | `bytes` | of the message |
    /// | `exact`, `doubts` | whether it is what was sent, byte for byte; else why it may not be |
    /// | `output` | the file it was written to |
    /// | `message` | the message in transfer form, where it was written to none |
    public func json(writtenTo output: String?) -> JSONValue {
        [
            "address": .text(recipient.description), "state": .text(state.name),
            "version": JSONValue(version), "messageID": .text(messageID),
            "bytes": JSONValue(message.count), "exact": JSONValue(doubts.isEmpty),
            "doubts": JSONValue(doubts.map(\.sentence)), "output": JSONValue(output),
            "message": output == nil ? .text(String(decoding: message, as: UTF8.self)) : nil,
        ]
    }
}

extension MailingDesk.TestCopy {
    /// | key | |
    /// | --- | --- |
    /// | `edition` | its number |
    /// | `address` | where the copy was to go |
    /// | `accepted` | whether the relay took it |
    /// | `reply` | what the relay said, or what went wrong |
    public func json(of edition: EditionID) -> JSONValue {
        [
            "edition": JSONValue(edition.rawValue), "address": .text("\(address)"),
            "accepted": .truth(isAccepted), "reply": .text(reply),
        ]
    }
}
