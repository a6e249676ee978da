// SPDX-License-Identifier: Apache-2.0
import MailFormat

/// What becomes of a mailing whose time passed while nobody could publish it.
public struct LatePolicy: Hashable, Sendable {
    /// What to do with one that is too late.
    public enum Course: String, CaseIterable, Sendable {
        /// An operator decides.
        case hold
        /// It goes out all the same.
        case send
    }

    /// How late it may be and still go out by itself.
    public var within: Duration = .seconds(45 * 60)
    /// What to do later than that.
    public var course = Course.hold

    /// The usual policy.
    public init() {}

    /// Whether a mailing that was to be published at one instant waits for an operator when it is another; milliseconds since
    /// 1970.
    func holds(_ planned: Int64, at now: Int64) -> Bool {
        course == .hold && .milliseconds(now - planned) > within
    }
}
