// SPDX-License-Identifier: Apache-2.0

/// A mailing's message, ready to be written out for one reader after another. Called on many threads.
public protocol PersonalMessage: Sendable {
    /// Whether a line of a copy can start with a dot, so that each has to be looked through.
    var canStartLinesWithDots: Bool { get }

    /// Whether each copy was asked for by its reader, so that what a server has against one says nothing of the others.
    var standsAlone: Bool { get }

    /// Whether it has the version and the recipe that a delivery asks for.
    func serves(_ delivery: LeasedDelivery) -> Bool

    /// Appends a reader's copy in transfer form (CRLF line ends, not dot-stuffed) and says where it goes.
    /// - Parameter path: where the relay wants failures reported; nil for the message's own return path.
    func write(
        for delivery: LeasedDelivery, into message: inout [UInt8], returningTo path: ReturnPath?
    ) throws -> Envelope
}

extension PersonalMessage {
    /// True: a message that does not know its lines has each copy looked through.
    public var canStartLinesWithDots: Bool { true }

    /// False: what an editor sends is one text for all.
    public var standsAlone: Bool { false }

    /// True: a message that cannot change has one version.
    public func serves(_ delivery: LeasedDelivery) -> Bool { true }
}
