// SPDX-License-Identifier: Apache-2.0
import DomainRecords

extension MailInDNS {
    /// Whether receivers find our mail's host authorised by the return path's domain.
    enum Authorization: Hashable {
        case passes, fails
        /// It depends on hosts that are not known here.
        case unknown
    }

    func examineSPF(_ names: any NameService, _ report: (DoctorFinding) -> Void) async -> Authorization {
        let survey = await SPFEvaluation.survey(returnPath, names)
        for finding in Self.findings(survey, of: returnPath) { report(finding) }
        guard survey.fault == nil, survey.result != .none else {
            return survey.result == .temporaryError ? .unknown : .fails
        }
        let hosts = publicRelays
        guard !hosts.isEmpty else {
            report(
                DoctorFinding(
                    .spf, .advice, at: returnPath,
                    "the relay has no public address that is known here, so whether the record has its addresses is not known",
                    do: "see that it has every address the relay sends from"))
            return .unknown
        }
        var results: Set<SPFResult> = []
        for host in hosts {
            let check = await SPFEvaluation.check(host, for: returnPath, names)
            results.insert(check.result)
            report(Self.finding(check, of: host, for: returnPath))
        }
        return results == [.pass] ? .passes : .unknown
    }

    /// The findings about a record that do not depend on the sending host.
    static func findings(_ survey: SPFReport, of domain: String) -> [DoctorFinding] {
        if let fault = survey.fault {
            let remedy =
                survey.result == .temporaryError
                ? "try again" : "mend the record: receivers take it for an error"
            return [DoctorFinding(.spf, .wrong, at: domain, fault.description, do: remedy)]
        }
        guard survey.result != .none else {
            return [
                DoctorFinding(
                    .spf, .wrong, at: domain, "there is no SPF record for the return path's domain",
                    do:
                        "publish a TXT record like “v=spf1 include:RELAY ~all”, with what the relay's documentation says"
                )
            ]
        }
        return [cost(survey, domain), reach(survey, domain)].compactMap(\.self)
            + survey.notes.map { DoctorFinding(.spf, .advice, at: domain, $0) }
    }

    private static func cost(_ survey: SPFReport, _ domain: String) -> DoctorFinding {
        let most = SPFEvaluation.mostLookups
        let found = "the record takes \(survey.lookups) of the \(most) questions to DNS it may take"
        if survey.lookups > most {
            return DoctorFinding(
                .spf, .wrong, at: domain, found,
                do: "take out an include: receivers give up at \(most) and take it for an error")
        }
        return DoctorFinding(.spf, .ok, at: domain, found)
    }

    private static func reach(_ survey: SPFReport, _ domain: String) -> DoctorFinding? {
        switch survey.result {
        case .pass:
            DoctorFinding(
                .spf, .wrong, at: domain, "“\(survey.term ?? "")” lets every host in the world send for it",
                do: "end the record with ~all or -all")
        case .neutral:
            DoctorFinding(
                .spf, .advice, at: domain, "the record says nothing of hosts it does not name",
                do: "end it with ~all or -all")
        default: nil
        }
    }

    static func finding(_ check: SPFReport, of host: IPAddress, for domain: String) -> DoctorFinding {
        let term = check.term.map { " by “\($0)”" } ?? ""
        if let fault = check.fault {
            return DoctorFinding(
                .spf, .wrong, at: domain, "the relay's address \(host) cannot be judged: \(fault)",
                do: check.result == .temporaryError
                    ? "try again" : "mend the record: receivers take it for an error")
        }
        if check.result == .pass {
            return DoctorFinding(
                .spf, .ok, at: domain,
                "the relay's address \(host) passes\(term); if it sends from others, those must be in it too")
        }
        return DoctorFinding(
            .spf, .advice, at: domain, "the relay's address \(host) gets \(check.result.rawValue)\(term)",
            do:
                "add it if the relay sends from there, and if not, see that what it sends from is in the record"
        )
    }
}
