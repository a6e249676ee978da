// SPDX-License-Identifier: Apache-2.0

/// A service of this process ended though nobody asked it to.
public struct ServiceFailure: Sendable {
    /// The service.
    public let service: String
    /// Why: a clause.
    public let reason: String
    /// How often it is started again, this time included, without having run well between.
    public let restarts: Int
    /// How long until then.
    public let pause: Duration
}

/// Who is told of a service that failed.
public typealias ServiceAlarm = @Sendable (ServiceFailure) async -> Void
