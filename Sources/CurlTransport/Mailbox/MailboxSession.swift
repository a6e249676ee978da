// SPDX-License-Identifier: Apache-2.0
import Threads

/// A visit's connection, what is said over it, and the thread on which that blocks.
///
/// `@unchecked Sendable`: what changes does so in steps that `run` has on the one thread.
final class MailboxSession: @unchecked Sendable {
    private let address: MailboxAddress
    private let settings: RemoteMailbox.Settings
    private let limits: MailboxLimits
    private let executor = ThreadExecutor()
    private var connection: MailboxConnection?
    private var dialog: (any MailboxDialog)?

    /// Starts the thread.
    init(_ address: MailboxAddress, _ settings: RemoteMailbox.Settings, _ limits: MailboxLimits) {
        self.address = address
        self.settings = settings
        self.limits = limits
        executor.start()
    }

    /// Takes a step on the thread. Its waits look whether the task that runs this is cancelled.
    func run<Result: Sendable>(
        _ step: @escaping @Sendable (MailboxSession) throws(MailboxFault) -> Result
    ) async throws -> Result {
        let task = Task(executorPreference: executor) { try step(self) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Ends the thread.
    func stop() { executor.stop() }

    // MARK: Steps

    func open(atMost most: Int) throws(MailboxFault) {
        let connection = try within(.connect) { () throws(MailboxTrouble) in
            try MailboxConnection(address, settings)
        }
        try connection.open()
        self.connection = connection
        var dialog: any MailboxDialog =
            address.isIMAP
            ? IMAPDialog(channel: connection, folder: address.folder, isKept: settings.isKept, limits: limits)
            : POP3Dialog(channel: connection, limits: limits)
        defer { self.dialog = dialog }
        try within(.select) { () throws(MailboxTrouble) in try dialog.open(atMost: most) }
    }

    func next(atMost most: Int) throws(MailboxFault) -> MailboxBatch {
        try within(.fetch) { () throws(MailboxTrouble) in
            try dialog?.next(atMost: most) ?? MailboxBatch()
        }
    }

    /// - Returns: how many are to stay, marked as deleted.
    func remove(_ indices: [Int]) throws(MailboxFault) -> Int {
        try within(.remove) { () throws(MailboxTrouble) in try dialog?.remove(indices) ?? 0 }
    }

    /// Ends the visit.
    /// - Returns: whether there may be messages left that it did not ask for.
    func close() throws(MailboxFault) -> Bool {
        defer { drop() }
        try within(.remove) { () throws(MailboxTrouble) in try dialog?.leave() }
        return dialog?.hasMore ?? false
    }

    /// Ends a visit in which something went wrong. While the server listens it is told, so that what was done
    /// with goes.
    func end(after error: any Error) {
        if let fault = error as? MailboxFault, fault.cause != .refusal { return drop() }
        _ = try? close()
    }

    private func drop() {
        connection?.close()
        (connection, dialog) = (nil, nil)
    }

    private func within<Result>(
        _ phase: MailboxFault.Phase, _ body: () throws(MailboxTrouble) -> Result
    ) throws(MailboxFault) -> Result {
        do {
            return try body()
        } catch {
            throw MailboxFault(error, in: phase)
        }
    }
}
