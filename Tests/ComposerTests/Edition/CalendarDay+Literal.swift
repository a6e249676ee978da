// SPDX-License-Identifier: Apache-2.0
public import MailFormat

extension CalendarDay: ExpressibleByStringLiteral {
    /// A day that there is.
    public init(stringLiteral value: String) {
        guard let day = CalendarDay(value) else { preconditionFailure("\(value) is no day") }
        self = day
    }
}
