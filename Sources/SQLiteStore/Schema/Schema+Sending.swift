extension Schema {
    /// Mailings that are of use for a time only: `expires_after` is in milliseconds from publication.
    static let sending = """
        ALTER TABLE mailing ADD COLUMN expires_after INTEGER CHECK (expires_after > 0);
        """
}
