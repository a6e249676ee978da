// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
public import Composer
public import MailFormat
public import Returns
public import Sender

extension EditionID: ExpressibleByArgument {
    /// Editions are numbered.
    public init?(argument: String) {
        guard let number = Int64(argument), number > 0 else { return nil }
        self.init(rawValue: number)
    }
}

extension MailingID: ExpressibleByArgument {
    /// Mailings are numbered.
    public init?(argument: String) {
        guard let number = Int64(argument), number > 0 else { return nil }
        self.init(rawValue: number)
    }
}

extension Failure.Cause: ExpressibleByArgument {}

extension ReturnOutcome: ExpressibleByArgument {}

extension ReturnTotal.Key: ExpressibleByArgument {}

extension MailProvider: ExpressibleByArgument {}

extension EmailAddress: ExpressibleByArgument {
    /// An address mail can be sent to.
    public init?(argument: String) {
        guard let address = try? EmailAddress(argument) else { return nil }
        self = address
    }
}

extension ArticleFormat: ExpressibleByArgument {}

extension EditionPlan.Course: ExpressibleByArgument {}
extension PastZones: ExpressibleByArgument {}
