// SPDX-License-Identifier: Apache-2.0
import DomainRecords

extension MailInDNS {
    func examinePolicy(
        _ names: any NameService, isSigned: Bool, _ authorization: Authorization,
        _ report: (DoctorFinding) -> Void
    ) async {
        switch await DMARCDiscovery.of(author, names) {
        case .none:
            report(
                DoctorFinding(
                    .dmarc, .wrong, at: "_dmarc.\(author)",
                    "there is no DMARC record",
                    do: "publish a TXT record like “v=DMARC1; p=none; rua=mailto:YOU”"))
        case .several(let count, let name):
            report(
                DoctorFinding(
                    .dmarc, .wrong, at: name, "there are \(count) DMARC records: receivers take none",
                    do: "leave one")
            )
        case .unreadable(let fault, let name):
            report(
                DoctorFinding(
                    .dmarc, .wrong, at: name, "the record \(fault): receivers do not take it", do: "mend it"))
        case .unknown(let fault, let name):
            report(DoctorFinding(.dmarc, .wrong, at: name, "is not known: \(fault)", do: "try again"))
        case .found(let record, let name, let policy):
            report(Self.finding(record, policy, at: name, for: author))
            if !record.ignored.isEmpty { report(Self.ignored(record, at: name)) }
            guard let alignment = await alignment(with: record, names) else {
                report(
                    DoctorFinding(
                        .dmarc, .wrong, at: name,
                        "whether our domains align with From \(author) is not known: DNS does not answer",
                        do: "try again"))
                return
            }
            report(outcome(record, policy, at: name, isSigned: isSigned, authorization, alignment))
        }
    }

    private static func ignored(_ record: DMARCRecord, at name: String) -> DoctorFinding {
        DoctorFinding(
            .dmarc, .advice, at: name,
            "the record says \(record.ignored.joined(separator: ", ")), which receivers ignore",
            do: "mend it, or take it out: pct, rf and ri are gone since RFC 9989")
    }

    private static func finding(
        _ record: DMARCRecord, _ policy: DMARCRecord.Policy, at name: String, for author: String
    ) -> DoctorFinding {
        let test = record.isTest ? ", as a test (t=y) of the next stricter policy" : ""
        let found = "asks for “\(policy.rawValue)” of what fails in the name of \(author)\(test)"
        let reports = record.asksForReports ? "" : "; ask for reports with rua= as well"
        if policy == .none {
            return DoctorFinding(
                .dmarc, .advice, at: name, found,
                do: "ask for p=quarantine once reports show that all of your mail passes\(reports)")
        }
        return DoctorFinding(.dmarc, .ok, at: name, found)
    }

    /// Which of our domains align with the domain of From.
    struct Alignment: Hashable {
        /// Whether the domain of the signature aligns.
        let signature: Bool
        /// Whether the domain of the return path aligns.
        let path: Bool
    }

    /// Which of our domains align under a record; nil when DNS does not answer.
    func alignment(with record: DMARCRecord, _ names: any NameService) async -> Alignment? {
        var isSignature: Bool? = false
        if let signer { isSignature = await record.dkim.holds(signer, for: author, names) }
        guard let isSignature, let isPath = await record.spf.holds(returnPath, for: author, names) else {
            return nil
        }
        return Alignment(signature: isSignature, path: isPath)
    }

    /// What becomes of our mail (RFC 9989 §4.4): one aligned identifier that passes is enough.
    func outcome(
        _ record: DMARCRecord, _ policy: DMARCRecord.Policy, at name: String, isSigned: Bool,
        _ authorization: Authorization, _ alignment: Alignment
    ) -> DoctorFinding {
        let (signerAligns, pathAligns) = (alignment.signature, alignment.path)
        if isSigned, signerAligns {
            return DoctorFinding(
                .dmarc, .ok, at: name,
                "our mail passes by DKIM: d=\(signer ?? "") and From \(author) align (\(record.dkim.word))"
                    + (pathAligns && authorization == .passes ? ", and by SPF" : ""))
        }
        let signature =
            !signerAligns && signer != nil
            ? "d=\(signer ?? "") and From \(author) do not align (\(record.dkim.word))"
            : signer == nil ? "it is not signed here" : "no signature of ours can be verified"
        guard pathAligns, authorization != .fails else {
            let path =
                pathAligns
                ? "SPF does not pass"
                : "the return path's \(returnPath) and From \(author) do not align (\(record.spf.word))"
            return DoctorFinding(
                .dmarc, .wrong, at: name,
                "our mail fails: \(signature), and \(path); receivers are asked \(Self.fate(policy))",
                do: "sign with a domain that aligns with From, and see that DNS has the key")
        }
        return DoctorFinding(
            .dmarc, .advice, at: name,
            "our mail \(authorization == .passes ? "passes" : "can pass") by SPF alone, since \(signature); forwarded copies fail, and receivers are asked \(Self.fate(policy))",
            do: "sign with a domain that aligns with From, and see that DNS has the key")
    }

    private static func fate(_ policy: DMARCRecord.Policy) -> String {
        switch policy {
        case .none: "to do nothing about it"
        case .quarantine: "to put it aside as suspicious"
        case .reject: "to reject it"
        }
    }

    /// Failure reports must find their way back (RFC 5321 §5.1).
    func examineReturnPath(_ names: any NameService, _ report: (DoctorFinding) -> Void) async {
        func finding(_ severity: DoctorFinding.Severity, _ message: String, do remedy: String? = nil) {
            report(DoctorFinding(.returnPath, severity, at: returnPath, message, do: remedy))
        }
        let remedy = "publish an MX record for it, or name another return_path"
        switch await names.exchanges(of: returnPath) {
        case .failed(let fault): finding(.wrong, "its MX records are not known: \(fault)", do: "try again")
        case .records(let exchanges) where exchanges.allSatisfy(\.host.isEmpty):
            finding(
                .wrong, "it says that it takes no mail (RFC 7505): failure reports cannot come back",
                do: remedy)
        case .records(let exchanges):
            for exchange in exchanges.prefix(Self.mostExchanges) {
                if await hasAddress(exchange.host, names) {
                    finding(.ok, "failure reports come back to \(PrintableText.of(exchange.host))")
                    return
                }
            }
            finding(
                .wrong, "none of its MX hosts has an address: failure reports cannot come back", do: remedy)
        case .noRecords, .noName:
            if await hasAddress(returnPath, names) {
                finding(.advice, "it has no MX record: failure reports go to its own address", do: remedy)
            } else {
                finding(.wrong, "it has neither MX nor address: failure reports cannot come back", do: remedy)
            }
        }
    }

    private static let mostExchanges = 10

    private func hasAddress(_ name: String, _ names: any NameService) async -> Bool {
        if !(await names.addresses(of: name, .ipv4).records.isEmpty) { return true }
        return !(await names.addresses(of: name, .ipv6).records.isEmpty)
    }
}
