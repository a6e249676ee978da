// SPDX-License-Identifier: Apache-2.0
import CCurl
import MailFormat
import Sender

/// What libcurl and the relay said when a connection did not come about.
///
/// libcurl's code does not tell the phase; together with the replies seen it does.
struct ConnectFailure {
    let code: CURLcode
    /// libcurl's own words, may be empty.
    let message: String
    let replies: [Reply]

    /// What was said as a failure of the relay.
    var failure: Failure {
        switch code {
        // The connection was made, and the relay said nothing.
        case CURLE_OPERATION_TIMEDOUT where message.contains("server response timeout"):
            make(phaseOfEntry, .network, .transient)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_ABORTED_BY_CALLBACK,
            CURLE_OPERATION_TIMEDOUT, CURLE_COULDNT_RESOLVE_PROXY:
            make(.connect, .network, .transient)
        case CURLE_USE_SSL_FAILED: noTLS
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
            make(.startTLS, .tls, .permanent)
        case CURLE_SSL_CONNECT_ERROR: brokenHandshake
        case CURLE_LOGIN_DENIED: loginDenied
        case CURLE_WRITE_ERROR:
            make(
                phaseOfEntry, .protocol, .transient,
                detail: "a reply longer than \(ReplyParser.maximumBytes) bytes")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            make(.connect, .other, .permanent)
        default: refused
        }
    }

    /// The relay offers no STARTTLS, or refuses it for now or for good (RFC 3207 §4).
    private var noTLS: Failure {
        guard let reply = replies.last, reply.isTransient || reply.isPermanent else {
            return make(
                .startTLS, .tls, .permanent,
                detail: "the relay does not offer STARTTLS, which is required")
        }
        return ReplyClassification.failure(reply, from: .submissionRelay(.startTLS))
    }

    /// A handshake that failed, for which libcurl has one code: TLS itself gave a reason, which will be one tomorrow as well, or
    /// the connection was lost meanwhile. Only OpenSSL's own errors (`error:0A000410:SSL routines::…`) are reasons; without one
    /// libcurl names what the system said. What is not known to be a reason is a loss: to try again in vain costs less than to
    /// give up a relay that works.
    private var brokenHandshake: Failure {
        let hasReason = message.contains("error:") && !Self.losses.contains { message.contains($0) }
        return hasReason ? make(.startTLS, .tls, .permanent) : make(.startTLS, .network, .transient)
    }

    /// Errors of OpenSSL that are no reason: the end of the connection, and a server's trouble with itself (`internal_error`,
    /// RFC 8446 §6.2).
    private static let losses = ["unexpected eof", "alert internal error"]

    private var loginDenied: Failure {
        guard let reply = replies.last, reply.isTransient || reply.isPermanent else {
            return make(
                .authentication, .authentication, .permanent,
                detail: "the relay offers no way to authenticate that can be used")
        }
        return ReplyClassification.failure(reply, from: .submissionRelay(.authentication))
    }

    /// A reply that libcurl took for a refusal, or a connection lost before the relay let us in.
    private var refused: Failure {
        if let reply = replies.last, !reply.isPositive {
            return ReplyClassification.failure(reply, from: .submissionRelay(phaseOfEntry))
        }
        return make(phaseOfEntry, .network, .transient)
    }

    private var phaseOfEntry: Failure.Phase { replies.count <= 1 ? .greeting : .hello }

    private func make(
        _ phase: Failure.Phase, _ cause: Failure.Cause, _ persistence: Failure.Persistence,
        detail: String? = nil
    ) -> Failure {
        let words = message.isEmpty ? String(cString: curl_easy_strerror(code)) : message
        return Failure(
            phase: phase, cause: cause, persistence: persistence, scope: .relay, detail: detail ?? words)
    }
}
