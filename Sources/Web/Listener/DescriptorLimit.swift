// SPDX-License-Identifier: Apache-2.0
import Glibc

/// How many files and connections this process may have open.
public enum DescriptorLimit {
    /// A number that is enough for the web and a sender, and small enough that the kernel's table of descriptors costs nothing.
    private static let enough: rlim_t = 8192

    /// Raises the soft limit as far as the hard one lets it, to 8192 at most, and says what it is. Servers
    /// are started with 1024 for the sake of old programs that cannot count further.
    public static func raise() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
        let wanted = min(limit.rlim_max, enough)
        if limit.rlim_cur < wanted {
            limit.rlim_cur = wanted
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        return Int(clamping: limit.rlim_cur)
    }
}
