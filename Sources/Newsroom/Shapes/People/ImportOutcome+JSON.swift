// SPDX-License-Identifier: Apache-2.0
public import Subscribers

extension ImportOutcome {
    /// | key | |
    /// | --- | --- |
    /// | `list`, `mode`, `dryRun` | what was ordered |
    /// | `format` | what the file was |
    /// | `columns` | `column` and `meaning` of each, a `meaning` of `-` for one that was not taken |
    /// | `added`, `updated`, `unchanged`, `merged`, `stopped`, `rejected` | people; see `ImportReport` |
    /// | `rejects`, `warnings` | `line`, `address` and `reason` of the rows that were not taken, and of those that are odd |
    public func json(
        of order: FileImport, rejects: [ImportReport.Remark], warnings: [ImportReport.Remark]
    ) -> JSONValue {
        [
            "list": .text(order.list), "format": .text(kind),
            "columns": .list(columns.map { ["column": .text($0.column), "meaning": .text($0.meaning)] }),
            "mode": .text(order.mode.rawValue),
            "dryRun": JSONValue(order.isRehearsal), "added": JSONValue(report.added),
            "updated": JSONValue(report.updated), "unchanged": JSONValue(report.unchanged),
            "merged": JSONValue(report.merged), "stopped": JSONValue(report.stopped),
            "rejected": JSONValue(report.rejected), "rejects": .list(rejects.map(\.json)),
            "warnings": .list(warnings.map(\.json)),
        ]
    }
}

extension ImportReport.Remark {
    fileprivate var json: JSONValue {
        ["line": JSONValue(line), "address": .text(address), "reason": .text(reason)]
    }
}
