// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Values that were read from files, as long as the files are as they were.
///
/// A value is compared with its files each time it is asked for: a daemon that publishes at six must not use a template that
/// was changed at five, whether anybody told it or not.
final class ReadOnce<Value: Sendable>: Sendable {
    private let kept = Mutex<[String: (stamps: [FileStamp?], value: Value)]>([:])

    /// Gives what was read under a name, or reads it.
    /// - Parameter files: their paths. They are compared as they were before they are read, so that a change during the reading
    ///   is seen the next time.
    func value(of name: String, in files: [String], read: () throws -> Value) rethrows -> Value {
        let stamps = files.map(FileStamp.init)
        // Without any file there is nothing to compare, so nothing is kept. Of others some may do without.
        guard stamps.contains(where: { $0 != nil }) else { return try read() }
        if let known = kept.withLock({ $0[name] }), known.stamps == stamps { return known.value }
        let value = try read()
        kept.withLock { $0[name] = (stamps, value) }
        return value
    }
}
