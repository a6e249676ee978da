// SPDX-License-Identifier: Apache-2.0

/// A box beside the running text; the raw value names it in JSON, in HTML's class and in Markdown's `> [!NOTE]`.
public enum Callout: String, CaseIterable, Sendable, Codable {
    case note, tip, important, warning, caution
    /// A number that stands out: its title, with what it counts below.
    case figure
}
