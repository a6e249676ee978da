import CPSL

/// The domain somebody registered: one label below a public suffix (RFC 7489 §3.2).
public enum OrganisationalDomain {
    /// The Public Suffix List of the system, or the one libpsl was built with, whichever is newer.
    ///
    /// `@unchecked Sendable`: it is read once and never changed.
    private struct List: @unchecked Sendable {
        let handle = psl_latest(nil)
    }
    private static let list = List()

    /// - Parameter domain: in lower case ASCII.
    /// - Returns: the domain itself where it is a public suffix.
    public static func of(_ domain: String) -> String {
        domain.withCString { name in
            psl_registrable_domain(list.handle, name).map { String(cString: $0) } ?? domain
        }
    }
}
