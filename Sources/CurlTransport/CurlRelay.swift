// SPDX-License-Identifier: Apache-2.0
import CCurl
public import MailFormat
public import Sender
import Synchronization
public import Threads

/// A relay reached through libcurl, which resolves, connects and does EHLO, STARTTLS and AUTH
/// (`CURLOPT_CONNECT_ONLY`); mail transactions are spoken over the connection it leaves behind.
public struct CurlRelay: Relay {
    /// What a relay needs of TLS.
    public enum TLS: String, Sendable, Codable {
        /// STARTTLS or no connection.
        case required
        /// STARTTLS if the relay offers it.
        case offered
        /// Plain text.
        case off
    }

    /// How commands are grouped (RFC 2920).
    public enum Pipelining: String, Sendable, Codable, CaseIterable {
        /// Each waits for the answer to the one before.
        case off
        /// A transaction opens in one group, and its content is another.
        case twoRoundTrips = "two-round-trips"
        /// A transaction opens behind the content of the one before.
        case oneRoundTrip = "one-round-trip"
    }

    /// How to reach and enter a relay.
    public struct Settings: Sendable {
        /// The name the configuration gives it.
        public var name: String
        /// `smtp://host:port`, or `smtps://host:port` for TLS from the first byte.
        public var url: String
        /// Empty for no AUTH.
        public var user = ""
        /// For AUTH.
        public var password = ""
        /// The ways to authenticate to try, in this order; empty for all that the relay offers.
        public var mechanisms: [AuthMechanism] = []
        /// The name in the relay's certificate, where that is not its host's.
        public var tlsName: String?
        /// For `smtp:` URLs.
        public var startTLS = TLS.required
        /// PEM certificates to trust instead of the system's.
        public var certificateAuthorities: String?
        /// What to say in EHLO: a host name.
        public var helloName = "localhost"
        /// For connecting, TLS and AUTH in all.
        public var connectTimeout: Duration = .seconds(30)
        /// How commands are grouped when PIPELINING is offered.
        public var pipelining = Pipelining.twoRoundTrips

        /// A relay with STARTTLS required.
        public init(name: String, url: String) {
            self.name = name
            self.url = url
        }
    }

    private let settings: Settings
    private let entrance = Entrance()

    /// The mechanism that let us in, once that is known.
    private final class Entrance: Sendable {
        let mechanism = Mutex<AuthMechanism?>(nil)
    }

    /// A relay to connect to.
    public init(_ settings: Settings) { self.settings = settings }

    /// The name the configuration gives it.
    public var name: String { settings.name }

    /// Connects; see `Relay`.
    public func connect(
        waitingOn executor: any SocketExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) -> any RelayConnection {
        try enter(waitingOn: executor, isUnwanted: isUnwanted)
    }

    /// Connects, blocking, says what was seen, and leaves.
    public func visit() throws(Failure) -> RelayVisit {
        let connection = try enter(waitingOn: ThreadExecutor()) { false }
        defer { connection.close() }
        return RelayVisit(
            address: connection.peer, isEncrypted: connection.isEncrypted, keywords: connection.keywords,
            mechanism: connection.mechanism, certificateEnds: connection.certificateEnds)
    }

    /// With AUTH, each mechanism has a connection of its own, until one lets us in; the next time it is the first.
    private func enter(
        waitingOn executor: any SocketExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) -> CurlConnection {
        func connection() throws(Failure) -> CurlConnection {
            try CurlConnection(
                timeout: settings.connectTimeout, waitingOn: executor, isUnwanted: isUnwanted)
        }
        guard !settings.user.isEmpty else {
            let connection = try connection()
            try open(connection, nil)
            return connection
        }
        var offer: AuthOffer?
        var refusal: Failure?
        for mechanism in candidates where offer?.has(mechanism) ?? true {
            let connection = try connection()
            do throws(Failure) {
                try open(connection, mechanism)
            } catch {
                guard error.mayTryAnotherMechanism else { throw error }
                refusal = error
                offer = AuthOffer(connection.keywords)
                continue
            }
            if connection.mechanism != nil {
                entrance.mechanism.withLock { $0 = mechanism }
                return connection
            }
            offer = AuthOffer(connection.keywords)
            guard offer?.hasOldLogin == true, candidates.contains(.login) else { break }
            try connection.login(as: settings.user, settings.password)
            return connection
        }
        throw refusal
            ?? Failure(
                phase: .authentication, cause: .authentication, persistence: .permanent, scope: .relay,
                detail: "the relay offers no AUTH, and a user is configured")
    }

    private var candidates: [AuthMechanism] {
        let all = settings.mechanisms.isEmpty ? AuthMechanism.usual : settings.mechanisms
        guard let known = entrance.mechanism.withLock({ $0 }) else { return all }
        return [known] + all.filter { $0 != known }
    }

    private func open(_ connection: CurlConnection, _ mechanism: AuthMechanism?) throws(Failure) {
        connection.set(CURLOPT_URL, url(for: connection))
        connection.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        connection.set(CURLOPT_USE_SSL, settings.startTLS.level)
        if let mechanism {
            connection.set(CURLOPT_USERNAME, settings.user)
            connection.set(CURLOPT_PASSWORD, settings.password)
            connection.set(CURLOPT_LOGIN_OPTIONS, "AUTH=\(mechanism.name)")
            connection.set(CURLOPT_SASL_IR, mechanism.hasInitialResponse ? 1 : 0)
        }
        if let authorities = settings.certificateAuthorities { connection.set(CURLOPT_CAINFO, authorities) }
        try connection.open(isSMTPS: settings.url.hasPrefix("smtps:"), mechanism: mechanism)
        if settings.pipelining == .off { connection.extensions.pipelining = false }
        connection.extensions.oneRoundTrip =
            settings.pipelining == .oneRoundTrip && connection.extensions.pipelining
    }

    /// The relay under the name that its certificate has; the connection goes to its host all the same.
    private func url(for connection: CurlConnection) -> String {
        let hello = settings.helloName.replacing("[", with: "%5B").replacing("]", with: "%5D")
        guard let name = settings.tlsName, let host = Host(url: settings.url) else {
            return "\(settings.url)/\(hello)"
        }
        connection.connect(to: "::\(host.name):\(host.port)")
        return "\(host.scheme)://\(name):\(host.port)/\(hello)"
    }

    /// The parts of a relay's URL.
    private struct Host {
        let scheme: Substring
        /// With brackets when it is an IPv6 address.
        let name: Substring
        let port: Substring

        init?(url: String) {
            guard let slashes = url.firstRange(of: "://") else { return nil }
            scheme = url[..<slashes.lowerBound]
            let rest = url[slashes.upperBound...]
            guard let colon = rest.lastIndex(of: ":"), rest[colon...].dropFirst().allSatisfy(\.isNumber)
            else {
                name = rest
                port = scheme == "smtps" ? "465" : "25"
                return
            }
            name = rest[..<colon]
            port = rest[rest.index(after: colon)...]
        }
    }
}

extension Failure {
    /// Whether another way to authenticate may do: this one is not offered, not taken, or not taken now; the password is not said
    /// to be wrong (RFC 4954 §6).
    fileprivate var mayTryAnotherMechanism: Bool {
        guard phase == .authentication else { return false }
        guard let reply else { return true }
        return reply.isTransient || [500, 501, 502, 503, 504, 534, 553].contains(reply.code)
    }
}

extension CurlRelay.TLS {
    fileprivate var level: Int {
        switch self {
        case .required: Int(CURLUSESSL_ALL.rawValue)
        case .offered: Int(CURLUSESSL_TRY.rawValue)
        case .off: Int(CURLUSESSL_NONE.rawValue)
        }
    }
}
