// SPDX-License-Identifier: Apache-2.0

extension Rehearsal {
    /// `audience`, `counts` (in each state), `seconds`, `publishing`, `perSecond`, `lost`, `doubled`, `unexplained` and `blocking` (what
    /// the proof finds).
    public var json: JSONValue {
        [
            "audience": JSONValue(audience), "counts": .counts(counts),
            "seconds": .rounded(seconds, digits: 3),
            "publishing": .rounded(publishing, digits: 3), "perSecond": .number(perSecond),
            "lost": JSONValue(lost),
            "doubled": JSONValue(doubled), "unexplained": JSONValue(unexplained),
            "blocking": JSONValue(blocking),
        ]
    }
}
