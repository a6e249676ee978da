// SPDX-License-Identifier: Apache-2.0

/// What became of an article that was put here.
public enum ArticleOutcome: Hashable, Sendable {
    case added
    /// An article of the same slug or address had another text, which this one replaced.
    case replaced
    /// The same article is kept already, under this slug.
    case known(String)
    /// Its source says that it is not for readers, so it was left alone.
    case withheld(Withheld)
}
