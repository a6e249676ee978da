import MailFormat

extension DKIMRecord {
    /// What DNS must say of a new key: `name`, `type` and `value` of the record, and the `file` that holds the key.
    public func json(file: String) -> JSONValue { members.adding(["file": .text(file)]) }

    /// The same of a key in the configuration: its `selector` and `file`, the days that it signs (`from`, `until`), and whether
    /// it `signs` today.
    public func json(of key: DKIMSettings.Key, signs: Bool) -> JSONValue {
        members.adding([
            "selector": .text(key.selector), "file": .text(key.file),
            "from": JSONValue(key.from?.description),
            "until": JSONValue(key.until?.description), "signs": JSONValue(signs),
        ])
    }

    private var members: JSONValue { ["name": .text(name), "type": "TXT", "value": .text(value)] }
}

extension JSONValue {
    /// The number of a `key` of readers' links, and whether it `signs`.
    public static func tokenKey(_ number: Int, signs: Bool) -> JSONValue {
        ["key": JSONValue(number), "signs": JSONValue(signs)]
    }
}
