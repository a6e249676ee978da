// SPDX-License-Identifier: Apache-2.0

extension MailingWave {
    /// `at`, null for readers who do not get it; their `zones`; how many `readers` they are, and how many of them are `waiting` for it,
    /// null while it is not published.
    /// - Parameter zone: whose clock times are told by.
    public func json(in zone: NamedZone) -> JSONValue {
        [
            "at": JSONValue(dueAt.map { RFC3339.text($0, in: zone) }), "zones": JSONValue(zones),
            "readers": JSONValue(readers), "waiting": JSONValue(waiting),
        ]
    }
}
