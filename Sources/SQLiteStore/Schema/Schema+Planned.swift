extension Schema {
    /// Planned mailings that were too late to go out by themselves: `held_at` is when that was found, in milliseconds since
    /// 1970. `reason` says why, as it says of any planned mailing why it could not be published.
    static let planned = """
        ALTER TABLE mailing ADD COLUMN held_at INTEGER;
        """
}
