// SPDX-License-Identifier: Apache-2.0
import Foundation
import SQLiteStore
public import Subscribers
import Synchronization
import Threads

extension PeopleDesk {
    /// Imports a file onto a list, in one transaction and constant memory.
    /// - Parameters:
    ///   - note: called for each row not taken, and each oddity.
    ///   - progress: called with the bytes read and the bytes in all.
    public func importFile(
        _ order: FileImport, note: @escaping @Sendable (ImportNote) throws -> Void,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> ImportOutcome {
        let file = try SubscriberFile(
            path: order.path, encoding: order.encoding, map: order.map,
            known: try await subscribers.attributes(), progress: progress)
        let rejects = try order.rejects.map { try RejectFile($0, titles: file.rejectTitles) }
        let name = order.path == "-" ? "standard input" : URL(fileURLWithPath: order.path).lastPathComponent
        var store = ImportOrder(list: order.list, source: "file \(name)")
        (store.mode, store.isRehearsal, store.attributes) = (order.mode, order.isRehearsal, file.attributes)
        store.mayTakeMostOff = order.mayTakeMostOff
        let keepsCells = rejects != nil
        let rows = ReadAhead { try file.next(keepingCells: keepsCells) }
        defer { rows.stop() }
        let latest = Mutex<SubscriberFile.Row?>(nil)
        do {
            let report = try await subscribers.importRows(
                store,
                next: {
                    let row = try rows.next()
                    latest.withLock { $0 = row }
                    return row?.candidate
                },
                note: { remark in
                    if case .rejected(let reject) = remark {
                        let cells = latest.withLock { $0?.cells ?? [] }
                        try rejects?.add(["\(reject.line)", reject.reason] + cells)
                    }
                    try note(remark)
                })
            return ImportOutcome(report: report, kind: file.kind, columns: file.columns)
        } catch {
            rejects?.remove()
            throw error
        }
    }
}
