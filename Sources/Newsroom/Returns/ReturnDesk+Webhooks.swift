// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import MailFormat
public import Returns
import SQLiteStore
import Sender
import Subscribers

/// Why what was posted by a provider is not taken.
public enum WebhookRefusal: Error, Sendable {
    /// No secret of that provider is configured.
    case notConfigured
    /// It does not show that the provider sent it.
    case notProven(WebhookFault)
    /// It cannot be understood.
    case notUnderstood(ProviderFault)
    /// It is about a copy that is on its way still: whoever posts it again is heard.
    case tooEarly
    /// What it has to be checked with, or what it asks for, cannot be reached now.
    case unreachable(String)
}

extension ReturnDesk {
    /// Whether what a provider posts is taken at all, as far as can be said before its body is read: who has the secret in its header
    /// shows it there.
    public func takes(_ request: WebhookRequest, from provider: MailProvider) throws -> Bool {
        guard let secret = configuration.returns?.providers[provider] else { return false }
        guard !secret.isOfBody else { return true }
        do { try secret.check(request, now: clock.now / 1000) } catch {
            throw WebhookRefusal.notProven(error)
        }
        return true
    }

    /// Takes in what a provider posts of mail that came back.
    public func take(_ request: WebhookRequest, from provider: MailProvider) async throws -> ReturnTally {
        guard let secret = configuration.returns?.providers[provider] else {
            throw WebhookRefusal.notConfigured
        }
        do {
            guard provider == .ses, let message = try? SNSMessage(request.body) else {
                let once = try secret.check(request, now: clock.now / 1000)
                if let once, !onlyOnce.take(once, at: clock) { return ReturnTally() }
                do {
                    let tally = try await take(
                        ProviderEvent.all(in: request.body, from: provider), from: provider)
                    if tally.counts[.waiting] != nil { throw WebhookRefusal.tooEarly }
                    return tally
                } catch {
                    // What could not be settled is posted again with the same signature.
                    if let once { onlyOnce.giveBack(once) }
                    throw error
                }
            }
            return try await take(message, in: request, secret)
        } catch let fault as WebhookFault { throw WebhookRefusal.notProven(fault) } catch let fault
            as ProviderFault
        { throw WebhookRefusal.notUnderstood(fault) } catch let fault as WebFetch.Fault {
            throw WebhookRefusal.unreachable(fault.sentence)
        }
    }

    /// A message of Amazon SNS: a notification, or the question whether we want any.
    private func take(
        _ message: SNSMessage, in request: WebhookRequest, _ secret: WebhookSecret
    ) async throws -> ReturnTally {
        guard let address = message.signingCertificate else { throw WebhookFault.otherHost }
        let certificate = try await certificates.certificate(at: address)
        try secret.check(request, now: clock.now / 1000, certificate: certificate)
        switch message.kind {
        case .notification:
            let tally = try await take(
                ProviderEvent.all(in: Array(message.message.utf8), from: .ses), from: .ses)
            if tally.counts[.waiting] != nil { throw WebhookRefusal.tooEarly }
            return tally
        case .subscriptionConfirmation:
            if let address = message.confirmation {
                _ = try await WebFetch(configuration.fetch).page(address)
            }
            return ReturnTally()
        case .unsubscribeConfirmation: return ReturnTally()
        }
    }

    /// Takes in what a provider tells, in a file that somebody got from it.
    public func ingest(_ path: String, from provider: MailProvider) async throws -> ReturnTally {
        let name = InputFile.name(of: path)
        let body = [UInt8](try InputFile.contents(named: path))
        let events: [ProviderEvent]
        do throws(ProviderFault) {
            let notification = provider == .ses ? try? SNSMessage(body) : nil
            events = try ProviderEvent.all(
                in: notification.map { Array($0.message.utf8) } ?? body, from: provider)
        } catch { throw ReturnFault.notOfProvider(name, provider, error) }
        var tally = try await take(events, from: provider)
        if let waiting = tally.counts[.waiting] {
            tally.faults.append(
                "\(name): \(counted(waiting, "copy is", "copies are")) on the way still: take it in again later"
            )
        }
        return tally
    }

    private func take(_ events: [ProviderEvent], from provider: MailProvider) async throws -> ReturnTally {
        let keys = try await tokenKeys.keys()
        var notices: [ReturnNotice] = []
        for event in events {
            guard let matter = event.matter else { continue }
            let token = event.references.lazy.flatMap(TokenTexts.found(in:)).compactMap {
                keys.token($0, for: .report)
            }.first
            var copy = token.map(ReturnNotice.Copy.init)
            if copy == nil {
                // The provider is known for who it is, so that its word on whose copy it was counts.
                copy = try await store.copy(
                    messageID: event.messageID, to: event.recipient, before: event.at)
            }
            var notice = ReturnNotice(
                digest: event.digest(of: provider), source: provider.rawValue, copy: copy, matter: matter)
            notice.sender = provider.name
            notice.subject = event.recipient?.description ?? ""
            notices.append(notice)
        }
        var tally = ReturnTally()
        for start in stride(from: 0, to: notices.count, by: Self.portion) {
            let portion = notices[start..<min(start + Self.portion, notices.count)]
            let settled = try await store.settle(Array(portion))
            tally.add(Taken(outcomes: settled.outcomes, halted: settled.halted))
        }
        return tally
    }
}

extension ProviderEvent {
    /// What the ledger has to know of it; nil for what changes nothing.
    fileprivate var matter: ReturnNotice.Matter? {
        switch kind {
        case .bounced: failure.map { .bounce($0, at: recipient) }
        case .delayed: failure.map { .delay($0) }
        case .complained: .complaint(isProven: true)
        case .unsubscribed: .unsubscription
        case .other: nil
        }
    }

    /// What tells it from every other event.
    fileprivate func digest(of provider: MailProvider) -> [UInt8] {
        let told = identifier ?? "\(kind) \(recipient?.key ?? "") \(messageID ?? "") \(at ?? 0)"
        return SHA256.hash(of: Array("\(provider.rawValue) \(told)".utf8))
    }
}
