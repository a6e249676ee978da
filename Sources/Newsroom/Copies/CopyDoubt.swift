// SPDX-License-Identifier: Apache-2.0

/// Why a copy that is made once more may have other bytes than the one that was sent.
public enum CopyDoubt: Hashable, Sendable {
    /// It was sent before the ledger kept what copies are filled with.
    case readerNotKept
    /// It was sent before the ledger kept which keys copies are made with.
    case keysNotKept
    /// The key of that number signed its links, and is believed no longer.
    case keyRetired(Int)
    /// The DKIM key of that selector signed it, and is not configured: the signature is left out.
    case signatureLeftOut(selector: String)
}
