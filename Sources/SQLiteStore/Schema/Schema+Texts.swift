extension Schema {
    /// What segments try on everyone, in the order of people: a third of the bytes of `subscriber`, and each processor can
    /// read a share of it.
    static let texts = """
        CREATE INDEX subscriber_texts ON subscriber (id, address_key, first_name, last_name, language, zone);
        """
}
