/// What became of an article that was put here.
public enum ArticleOutcome: Hashable, Sendable {
    case added
    /// One of the same slug or address had another text.
    case replaced
    /// The same article is here under this slug.
    case known(String)
}
