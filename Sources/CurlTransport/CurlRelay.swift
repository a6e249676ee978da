import CCurl
import MailFormat
public import Sender

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

    /// A relay to connect to.
    public init(_ settings: Settings) { self.settings = settings }

    /// The name the configuration gives it.
    public var name: String { settings.name }

    /// Connects; see `Relay`.
    public func connect(
        waitingOn executor: ThreadExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) -> any RelayConnection {
        try enter(waitingOn: executor, isUnwanted: isUnwanted)
    }

    /// Connects, blocking, says what was seen, and leaves.
    public func visit() throws(Failure) -> RelayVisit {
        let connection = try enter(waitingOn: ThreadExecutor()) { false }
        defer { connection.close() }
        return RelayVisit(
            address: connection.peer, isEncrypted: connection.isEncrypted, keywords: connection.keywords)
    }

    private func enter(
        waitingOn executor: ThreadExecutor, isUnwanted: @escaping () -> Bool
    ) throws(Failure) -> CurlConnection {
        let connection = try CurlConnection(
            timeout: settings.connectTimeout, waitingOn: executor, isUnwanted: isUnwanted)
        connection.set(CURLOPT_URL, "\(settings.url)/\(settings.helloName)")
        connection.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
        connection.set(CURLOPT_USE_SSL, settings.startTLS.level)
        connection.set(CURLOPT_SASL_IR, 1)
        if !settings.user.isEmpty {
            connection.set(CURLOPT_USERNAME, settings.user)
            connection.set(CURLOPT_PASSWORD, settings.password)
        }
        if let authorities = settings.certificateAuthorities { connection.set(CURLOPT_CAINFO, authorities) }
        try connection.open(isSMTPS: settings.url.hasPrefix("smtps:"))
        if settings.pipelining == .off { connection.extensions.pipelining = false }
        connection.extensions.oneRoundTrip =
            settings.pipelining == .oneRoundTrip && connection.extensions.pipelining
        return connection
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
