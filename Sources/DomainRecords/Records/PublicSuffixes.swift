// SPDX-License-Identifier: Apache-2.0
import CPSL

/// The Public Suffix List, which says under which names anybody can register one.
public enum PublicSuffixes {
    /// Debian's list, else the one that the library was built with.
    private nonisolated(unsafe) static let list = psl_latest(nil)

    /// The part of a host's name that somebody registered: `google.com` of `alt1.gmail-smtp-in.l.google.com`.
    /// - Parameter host: in lower case ASCII.
    /// - Returns: nil for a name under which anybody can register, and for a single label.
    public static func registered(in host: String) -> String? {
        guard let list, !host.split(separator: ".", omittingEmptySubsequences: false).contains(""),
            let part = psl_registrable_domain(list, host)
        else { return nil }
        return String(cString: part)
    }
}
