import Foundation
import Subscribers
import Synchronization

/// Shows rejected rows as they come; keeps them only where a report must hold them all.
final class RejectLog: Sendable {
    private let keepsAll: Bool
    private let kept = Mutex<[ImportReport.Reject]>([])

    init(keepsAll: Bool) { self.keepsAll = keepsAll }

    var all: [ImportReport.Reject] { kept.withLock { $0 } }

    func note(_ reject: ImportReport.Reject) {
        if keepsAll {
            kept.withLock { $0.append(reject) }
        } else {
            FileHandle.standardError.write(
                Data("line \(reject.line): \(reject.address): \(reject.reason)\n".utf8))
        }
    }
}
