// SPDX-License-Identifier: Apache-2.0
public import Returns

/// Why something about mail that came back cannot be done.
public enum ReturnFault: Error, Hashable, Sendable {
    /// No message of that number is kept.
    case notKept(Int64)
    /// Nothing of that number is held.
    case notHeld(Int64)
    /// Nothing of that number waits for a person.
    case notOpen(Int64)
    /// Such words stand in many letters.
    case shortPhrase(String)
    /// Nobody said what such words mean.
    case notTaught(String)
    /// A file, by its name, has something else than what a provider tells.
    case notOfProvider(String, MailProvider, ProviderFault)
    /// Nothing says that mail which comes back is read.
    case notConfigured
}
