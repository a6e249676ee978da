// SPDX-License-Identifier: Apache-2.0

/// A set of sections as one text, so that SQL can compare it.
enum SectionSet {
    private static let mark: Character = "\u{1F}"

    static func key(_ sections: Set<String>) -> String {
        sections.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: String(mark))
    }

    static func sections(_ key: String) -> Set<String> { Set(key.split(separator: mark).map(String.init)) }

    /// The key of what `p.subscriber_id` does without among the JSON list `:sections`; NULL for nothing.
    static let keyOfSubscriber = """
        (SELECT group_concat(section, char(31)) FROM
          (SELECT o.section FROM section_opt_out o
           WHERE o.subscriber_id = p.subscriber_id AND o.section IN (SELECT value FROM json_each(:sections))
           ORDER BY o.section))
        """
}
