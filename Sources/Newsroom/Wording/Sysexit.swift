// SPDX-License-Identifier: Apache-2.0

/// How a script should take an error: the exit codes that `sysexits.h` of the BSDs gives, as far as they are used here.
public enum Sysexit: Int32, Hashable, Sendable {
    /// The command was used in a wrong way.
    case usage = 64
    /// What was given, or is kept, is not fit for what was asked.
    case data = 65
    /// A service that is needed does not do its work.
    case unavailable = 69
    /// Reading or writing failed.
    case io = 74
    /// Nothing is wrong for good: the same may work later.
    case temporary = 75
    /// A setting or a file of the newsroom has to be changed first.
    case configuration = 78
}
