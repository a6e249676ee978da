// SPDX-License-Identifier: Apache-2.0

/// How two values compare.
public enum SegmentComparison: String, CaseIterable, Hashable, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case atMost = "<="
    case more = ">"
    case atLeast = ">="
}
