// SPDX-License-Identifier: Apache-2.0

/// What came of comparing a host with a record (RFC 7208 §2.6).
public enum SPFResult: String, Hashable, Sendable {
    case pass, fail, neutral, none
    case softFail = "softfail"
    case temporaryError = "temperror"
    case permanentError = "permerror"
}
