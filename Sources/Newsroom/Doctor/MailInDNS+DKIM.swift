// SPDX-License-Identifier: Apache-2.0
import DomainRecords
import MailFormat

extension MailInDNS {
    /// - Returns: whether receivers can verify a signature of today.
    func examineKeys(_ names: any NameService, _ report: (DoctorFinding) -> Void) async -> Bool {
        guard signer != nil else {
            report(
                DoctorFinding(
                    .dkim, .advice, at: "daybreak.yaml", "messages are not signed here",
                    do: "“daybreak dkim generate”, unless the relay signs them for \(author)"))
            return false
        }
        var isSigned = false
        for key in keys {
            let verdict = DKIMVerdict.of(
                await names.texts(at: key.record.name), expected: key.record.value)
            report(Self.finding(verdict, of: key, on: day))
            if case .agrees(testing: false, _) = verdict, key.settings.signs(on: day) { isSigned = true }
        }
        if !keys.contains(where: { $0.settings.signs(on: day) }) {
            report(
                DoctorFinding(
                    .dkim, .wrong, at: "daybreak.yaml", "no key that can be read signs today, \(day)",
                    do: "add one under dkim, or move a day: nothing is published without"))
        }
        return isSigned
    }

    static func finding(_ verdict: DKIMVerdict, of key: Key, on day: CalendarDay) -> DoctorFinding {
        let (severity, message, remedy) = judged(verdict, key)
        let isPast = key.settings.until.map { $0 < day } ?? false
        let start = key.settings.from.flatMap { $0 > day ? $0 : nil }
        let period = isPast ? " (signs no longer)" : start.map { " (signs from \($0))" } ?? ""
        let isEarly = start != nil && (verdict == .missing || severity == .advice)
        return DoctorFinding(
            .dkim, severity == .wrong && (isPast || isEarly) ? .advice : severity, at: key.record.name,
            message + period, do: isPast ? nil : remedy)
    }

    /// The finding about a key as it stands while the key signs.
    private static func judged(
        _ verdict: DKIMVerdict, _ key: Key
    ) -> (DoctorFinding.Severity, String, remedy: String?) {
        let publish = "publish what “daybreak dkim show” prints for \(key.settings.selector)"
        switch verdict {
        case .agrees(let isTesting, let isBare):
            if isTesting {
                return (
                    .wrong, "has our key, but says t=y: receivers treat our mail as if it were not signed",
                    "take t=y out of the record"
                )
            }
            return isBare
                ? (
                    .advice, "has our key in the form before erratum 3017, which not all receivers read",
                    publish
                )
                : (.ok, "has our key", nil)
        case .missing: return (.wrong, "there is no TXT record", publish)
        case .several(let count): return (.wrong, "there are \(count) TXT records", "leave one")
        case .unreadable(let fault): return (.wrong, "the record \(fault)", publish)
        case .revoked:
            return (.wrong, "the key is revoked (p= is empty)", "sign with another key, or \(publish)")
        case .otherType(let type):
            return (.wrong, "is the record of another kind of key, k=\(type)", publish)
        case .different: return (.wrong, "has another key than \(key.settings.file)", publish)
        case .notForMail: return (.wrong, "says by s= that the key is not for mail", publish)
        case .otherHash: return (.wrong, "says by h= that the key must not be used with SHA-256", publish)
        case .unknown(let fault): return (.wrong, "is not known: \(fault)", "try again")
        }
    }
}
