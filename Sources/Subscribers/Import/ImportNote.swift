// SPDX-License-Identifier: Apache-2.0

/// What is said of a row while it is imported.
public enum ImportNote: Hashable, Sendable {
    /// The last candidate was not taken.
    case rejected(ImportReport.Remark)
    /// It was taken, with something odd about it.
    case warning(ImportReport.Remark)
}
