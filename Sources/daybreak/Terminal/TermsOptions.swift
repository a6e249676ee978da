// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Sender

/// How long a mailing is of use.
struct TermsOptions: ParsableArguments {
    @Option(
        name: .customLong("expires-after"),
        help: ArgumentHelp(
            "Try nobody any more so long after publication, or after their wave, like 12h; else the retries of daybreak.yaml go on.",
            valueName: "time"))
    var lifetime: LengthOfTime?
    @Option(
        help: ArgumentHelp(
            "Warn when it will not be done so long after publication, or after a wave, like 30m.",
            valueName: "time"))
    var deadline: LengthOfTime?
    @Option(
        help: ArgumentHelp(
            "Send it to this share of its readers first, like 2%; the others follow when all is well.",
            valueName: "share"))
    var canary: Share?
    @Option(
        name: .customLong("canary-wait"),
        help: ArgumentHelp("How long after them the others follow: 15m.", valueName: "time"))
    var canaryWait: LengthOfTime?

    func validate() throws {
        if canaryWait != nil && canary == nil { throw ValidationError("--canary-wait needs --canary.") }
    }

    var terms: MailingTerms {
        var terms = MailingTerms(lifetime: lifetime?.value, deadline: deadline?.value)
        if let canary {
            terms.canary = MailingTerms.Canary(share: canary.value)
            if let canaryWait { terms.canary?.wait = canaryWait.value }
        }
        return terms
    }
}
