// SPDX-License-Identifier: Apache-2.0
public import MailFormat

/// One version of an edition, as it is frozen.
public struct FrozenVersion: Sendable {
    /// The sections it leaves out.
    public let without: Set<String>
    /// The encoded message.
    public let template: MessageTemplate
    /// The composed edition as JSON, for the browser version.
    public let edition: String

    /// Puts the parts together.
    public init(without: Set<String>, template: MessageTemplate, edition: String) {
        self.without = without
        self.template = template
        self.edition = edition
    }
}
