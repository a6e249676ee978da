extension Schema {
    /// Only articles and editions have revisions: an amended mailing has texts, and a reader's values have generations.
    static let names = """
        ALTER TABLE mailing_version RENAME COLUMN revision TO text_number;
        ALTER TABLE mailing_amendment RENAME COLUMN revision TO text_number;
        ALTER TABLE subscriber RENAME COLUMN revision TO generation;
        ALTER TABLE delivery RENAME COLUMN revision TO generation;
        ALTER TABLE former_value RENAME COLUMN revision TO generation;
        """
}
