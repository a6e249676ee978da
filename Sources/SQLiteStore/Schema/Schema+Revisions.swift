extension Schema {
    /// What editions and articles were, who changed them, when and what. Both tables only grow. A revision of an article
    /// without content is its removal; `author` is empty where nobody noted it.
    static let revisions = """
        CREATE TABLE edition_revision (
            edition_id INTEGER NOT NULL REFERENCES edition (id),
            number INTEGER NOT NULL CHECK (number > 0),
            at INTEGER NOT NULL,
            author TEXT NOT NULL,
            what TEXT NOT NULL,
            content TEXT NOT NULL CHECK (json_valid(content)),
            PRIMARY KEY (edition_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER edition_revision_is_final BEFORE UPDATE ON edition_revision BEGIN
            SELECT RAISE(ABORT, 'a revision is never changed');
        END;
        INSERT INTO edition_revision SELECT id, 1, created_at, '', 'made', content FROM edition;

        CREATE TABLE article_revision (
            slug TEXT NOT NULL,
            number INTEGER NOT NULL CHECK (number > 0),
            at INTEGER NOT NULL,
            author TEXT NOT NULL,
            what TEXT NOT NULL,
            content TEXT CHECK (content IS NULL OR json_valid(content)),
            PRIMARY KEY (slug, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER article_revision_is_final BEFORE UPDATE ON article_revision BEGIN
            SELECT RAISE(ABORT, 'a revision is never changed');
        END;
        INSERT INTO article_revision SELECT slug, 1, added_at, '', 'taken in', content FROM article;
        """
}
