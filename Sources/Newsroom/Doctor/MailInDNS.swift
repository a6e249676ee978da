// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import DomainRecords
import MailFormat

/// What DNS must say for our mail to be believed, compared with what it says.
///
/// Severities follow what large receivers ask of bulk senders: SPF, DKIM and DMARC, with From aligned to one of them.
struct MailInDNS: Sendable {
    /// A key, when it signs, and what DNS must say of it.
    struct Key: Sendable {
        let settings: DKIMSettings.Key
        let record: DKIMRecord
    }

    /// The domain of From.
    let author: String
    /// The domain of the return path.
    let returnPath: String
    /// `d=` of our signatures; nil for none.
    let signer: String?
    let keys: [Key]
    /// The relay's addresses, as far as they are known.
    let relays: [IPAddress]
    /// Today, `2026-11-24`, UTC.
    let day: CalendarDay

    /// Asks DNS and reports the findings.
    func examine(_ names: any NameService, _ report: (DoctorFinding) -> Void) async {
        // When this question has no answer, those below have none either.
        if case .failed(let fault) = await names.texts(at: returnPath),
            fault == .timedOut || fault == .unreachable
        {
            report(
                DoctorFinding(
                    .spf, .wrong, at: returnPath, "DNS is not known: \(fault)",
                    do: "try again, or name a server with --dns ADDRESS:PORT; --offline leaves DNS out"))
            return
        }
        let isSigned = await examineKeys(names, report)
        let authorization = await examineSPF(names, report)
        await examinePolicy(names, isSigned: isSigned, authorization, report)
        await examineReturnPath(names, report)
    }

    /// Addresses of relays that others see.
    var publicRelays: [IPAddress] { relays.filter { AddressRange.isPublic($0.description) } }
}
