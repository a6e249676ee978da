// SPDX-License-Identifier: Apache-2.0
import CAres
import Dispatch

/// DNS asked through c-ares, over UDP and, where an answer is too long for that, TCP.
///
/// A question takes `patience` at the most. After three in a row that nobody answered, nobody is asked any more.
public final class AresResolver: NameService {
    /// How long one question may take in all.
    static let patience: Duration = .seconds(5)
    private static let mostTimeouts = 3

    private let servers: [DNSServer]
    /// Where c-ares blocks, one question at a time.
    private let queue = DispatchQueue(label: "daybreak.dns")
    private let silence = Silence()

    /// Questions without an answer, one behind the other.
    ///
    /// `@unchecked Sendable`: touched on the queue only.
    private final class Silence: @unchecked Sendable {
        var timeouts = 0
    }

    /// - Parameter servers: whom to ask, in this order; the system's if empty.
    public init(servers: [DNSServer] = []) { self.servers = servers }

    /// See `NameService`.
    public func texts(at name: String) async -> Answer<[UInt8]> { await ask(name, ns_t_txt, AresReply.texts) }

    /// See `NameService`.
    public func exchanges(of name: String) async -> Answer<MailExchange> {
        await ask(name, ns_t_mx, AresReply.exchanges)
    }

    /// See `NameService`.
    public func addresses(of name: String, _ family: IPAddress.Family) async -> Answer<IPAddress> {
        switch family {
        case .ipv4: await ask(name, ns_t_a, AresReply.ipv4Addresses)
        case .ipv6: await ask(name, ns_t_aaaa, AresReply.ipv6Addresses)
        }
    }

    private func ask<Record>(
        _ name: String, _ type: ns_type,
        _ read: @escaping @Sendable ([UInt8]) -> (status: Int32, records: [Record])
    ) async -> Answer<Record> {
        guard QueryName.isValid(name) else { return .noName }
        return await withCheckedContinuation { continuation in
            queue.async { [servers, silence] in
                continuation.resume(returning: Self.answer(name, type, servers, silence, read))
            }
        }
    }

    private static func answer<Record>(
        _ name: String, _ type: ns_type, _ servers: [DNSServer], _ silence: Silence,
        _ read: ([UInt8]) -> (status: Int32, records: [Record])
    ) -> Answer<Record> {
        guard silence.timeouts < mostTimeouts else { return .failed(.timedOut) }
        var (status, reply) = AresQuery.run(name, type, servers, within: patience)
        var records: [Record] = []
        if status == ARES_SUCCESS { (status, records) = read(reply) }
        silence.timeouts = status == ARES_ETIMEOUT ? silence.timeouts + 1 : 0
        return Answer(status: status, records)
    }
}

extension Answer {
    /// What c-ares says, in our words.
    fileprivate init(status: Int32, _ records: [Record]) {
        switch status {
        case ARES_SUCCESS: self = records.isEmpty ? .noRecords : .records(records)
        case ARES_ENODATA: self = .noRecords
        case ARES_ENOTFOUND: self = .noName
        case ARES_ETIMEOUT, ARES_ECANCELLED: self = .failed(.timedOut)
        case ARES_ECONNREFUSED: self = .failed(.unreachable)
        case ARES_ESERVFAIL: self = .failed(.serverFailed)
        case ARES_EREFUSED, ARES_ENOTIMP: self = .failed(.refused)
        case ARES_EBADRESP, ARES_EFORMERR, ARES_EBADNAME, ARES_EBADSTR: self = .failed(.garbled)
        default: self = .failed(.other(String(cString: ares_strerror(status))))
        }
    }
}
