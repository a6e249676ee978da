// SPDX-License-Identifier: Apache-2.0
import MailFormat
import Sender

extension LentResult {
    /// Packs what one worker says of one mailing.
    static func packed(_ results: some Sequence<LentResult>) -> [UInt8] {
        var writer = PackedWriter()
        var last: Int64 = 0
        for result in results {
            writer.write(result.delivery.rawValue &- last)
            last = result.delivery.rawValue
            writer.write(result.version)
            writer.write(result.generation)
            switch result.outcome {
            case .attempt(let disposition, let work):
                writer.write(disposition)
                writer.write(work) { $0.write($1) }
            case .suppressed: writer.write(Kind.suppressed)
            case .expired: writer.write(Kind.expired)
            }
        }
        return writer.bytes
    }

    /// Reads what one worker says of one mailing.
    static func unpacked(_ bytes: [UInt8], of mailing: MailingID) throws(PostgresFault) -> [LentResult] {
        var reader = PackedReader(bytes)
        var results: [LentResult] = []
        var last: Int64 = 0
        while !reader.isAtEnd {
            last &+= try reader.integer()
            let (version, generation) = (try reader.count(), try reader.integer())
            let kind = try reader.kind()
            let outcome: Outcome =
                switch kind {
                case .suppressed: .suppressed
                case .expired: .expired
                default:
                    .attempt(
                        try reader.disposition(kind),
                        try reader.optional { reader throws(PostgresFault) in try reader.work(of: mailing) })
                }
            results.append(
                LentResult(
                    delivery: DeliveryID(rawValue: last), version: version, generation: generation,
                    outcome: outcome))
        }
        return results
    }
}

/// The first byte of an outcome. The numbers are those of the packed form.
private enum Kind: UInt8 {
    case accepted = 0, failed, deferred, uncertain, returned, postponed, suppressed, expired
}

extension PackedWriter {
    fileprivate mutating func write(_ kind: Kind) { write(UInt64(kind.rawValue)) }

    fileprivate mutating func write(_ disposition: Disposition) {
        switch disposition {
        case .accepted(let reply):
            write(Kind.accepted)
            write(reply)
        case .failed(let failure):
            write(Kind.failed)
            write(failure)
        case .deferred(let failure, let wait):
            write(Kind.deferred)
            write(failure)
            write(wait.milliseconds)
        case .uncertain(let detail, let wait):
            write(Kind.uncertain)
            write(detail)
            write(wait?.milliseconds)
        case .returned: write(Kind.returned)
        case .postponed(let failure, let wait):
            write(Kind.postponed)
            write(failure) { $0.write($1) }
            write(wait.milliseconds)
        }
    }

    private mutating func write(_ reply: Reply) {
        write(reply.code)
        write(reply.lines.count)
        for line in reply.lines { write(line) }
    }

    private mutating func write(_ failure: Failure) {
        write(failure.phase.rawValue)
        write(failure.cause.rawValue)
        write(failure.persistence.rawValue)
        write(failure.scope.rawValue)
        write(failure.reply) { $0.write($1) }
        write(failure.detail)
    }

    fileprivate mutating func write(_ work: RelayWork) {
        write(work.relay)
        write(work.busy.microseconds)
        write(work.provider)
        write(work.cause?.rawValue ?? "")
    }
}

extension PackedReader {
    fileprivate mutating func kind() throws(PostgresFault) -> Kind {
        guard let kind = Kind(rawValue: try byte()) else { throw Self.unreadable }
        return kind
    }

    fileprivate mutating func disposition(_ kind: Kind) throws(PostgresFault) -> Disposition {
        switch kind {
        case .accepted: .accepted(try reply())
        case .failed: .failed(try failure())
        case .deferred: .deferred(try failure(), after: .milliseconds(try integer()))
        case .uncertain: .uncertain(try text(), resendAfter: try optionalInteger().map { .milliseconds($0) })
        case .returned: .returned
        case .postponed:
            .postponed(
                try optional { reader throws(PostgresFault) in try reader.failure() },
                after: .milliseconds(try integer()))
        case .suppressed, .expired: throw Self.unreadable
        }
    }

    private mutating func reply() throws(PostgresFault) -> Reply {
        let (code, count) = (try count(), try count())
        var lines: [String] = []
        for _ in 0..<count { lines.append(try text()) }
        return Reply(code: code, lines: lines)
    }

    private mutating func failure() throws(PostgresFault) -> Failure {
        Failure(
            phase: try word(Failure.Phase.self), cause: try word(Failure.Cause.self),
            persistence: try word(Failure.Persistence.self), scope: try word(Failure.Scope.self),
            reply: try optional { reader throws(PostgresFault) in try reader.reply() }, detail: try text())
    }

    fileprivate mutating func work(of mailing: MailingID) throws(PostgresFault) -> RelayWork {
        let (relay, busy, provider, cause) = (try text(), try integer(), try text(), try text())
        return RelayWork(
            relay: relay, mailing: mailing, busy: .microseconds(busy), provider: provider,
            cause: Failure.Cause(rawValue: cause))
    }
}
