// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a newsroom's directory and settings, beside what a line of a file says.
public enum ConfigurationFault: Error, Hashable, Sendable {
    /// The newsroom's file at that path cannot be read.
    case unreadable(String)
    /// The file at that path is missing, which says who the publication of that name is.
    case noPublication(String, file: String)
    /// The publication's file at that path names no zone that is known.
    case zone(NamedZone.Fault, file: String)
    /// A relay in use does not carry a publication.
    case notCarried(publication: String, relay: String)
    /// There is a newsroom already; with its file.
    case exists(String)
    /// A new newsroom's directory cannot be filled.
    case unfilled(String, FileFault.Cause)
    /// The templates that come with the program are not where it looks.
    case noTemplates
}
