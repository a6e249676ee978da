// SPDX-License-Identifier: Apache-2.0
public import MailFormat
import SQLiteStore

/// What a restored database knows, and waits for.
public struct Restoration: Hashable, Sendable {
    /// What was carried over from the database that was replaced.
    public struct CarriedOver: Hashable, Sendable {
        /// Subscriptions that people ended since the copy was made.
        public let unsubscribed: Int
        /// Addresses and domains that are suppressed since.
        public let suppressed: Int
        /// People who were erased since.
        public let erased: Int
        /// Keys of links that are not accepted any more.
        public let retired: Int
    }

    /// When the copy was made, milliseconds since 1970.
    public let madeAt: Int64
    /// Mailings that are held because the copy does not know what was sent of them since.
    public let held: [MailingID]
    /// Where the database that was replaced is now; nil when there was none.
    public let previous: String?
    /// Nil when there was no database, or it could not be read, or is another newsroom's.
    public let carried: CarriedOver?

    init(_ done: NewsroomDatabase.Restoration) {
        madeAt = done.madeAt
        held = done.held
        previous = done.previous
        carried = done.carried.map {
            CarriedOver(
                unsubscribed: $0.unsubscribed, suppressed: $0.suppressed, erased: $0.erased,
                retired: $0.retired)
        }
    }
}
