public import ArgumentParser
public import Composer
import Foundation
public import MailFormat
import Newsroom
public import Sender

/// Which newsroom.
struct NewsroomOption: ParsableArguments {
    @Option(name: .customLong("newsroom"), help: ArgumentHelp("The newsroom's directory.", valueName: "dir"))
    var path: String?

    var directory: URL {
        let path = path ?? ProcessInfo.processInfo.environment["DAYBREAK_NEWSROOM"] ?? "."
        return URL(fileURLWithPath: path, isDirectory: true)
    }

    func open() throws -> Newsroom { try Newsroom(at: directory) }
}

/// How long a mailing is of use.
struct TermsOptions: ParsableArguments {
    @Option(
        name: .customLong("expires-after"),
        help: ArgumentHelp(
            "Try nobody any more so long after publication, like 12h; else the retries of daybreak.yaml go on.",
            valueName: "time"))
    var lifetime: LengthOfTime?
    @Option(
        help: ArgumentHelp(
            "Warn when it will not be done so long after publication, like 30m.", valueName: "time"))
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

/// A share below the whole as people write it: 2%, 0.5%.
struct Share: ExpressibleByArgument {
    let value: Double

    init?(argument: String) {
        guard let value = Double(share: argument), value < 1 else { return nil }
        self.value = value
    }
}

/// A length of time as people write it: 30s, 5m, 4h, 2d.
struct LengthOfTime: ExpressibleByArgument {
    let value: Duration

    init?(argument: String) {
        guard let value = Duration(written: argument) else { return nil }
        self.value = value
    }
}

/// Whether a script reads the output.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON: one object, or one a line for many things.")
    var isOn = false

    /// Prints a value as JSON, or text for people.
    func print(_ value: @autoclosure () -> some Encodable, _ text: @autoclosure () -> String) throws {
        Swift.print(isOn ? try JSONText.of(value()) : text())
    }
}

extension EditionID: ExpressibleByArgument {
    /// Editions are numbered.
    public init?(argument: String) {
        guard let number = Int64(argument), number > 0 else { return nil }
        self.init(rawValue: number)
    }
}

extension MailingID: ExpressibleByArgument {
    /// Mailings are numbered.
    public init?(argument: String) {
        guard let number = Int64(argument), number > 0 else { return nil }
        self.init(rawValue: number)
    }
}

extension Failure.Cause: ExpressibleByArgument {}

extension EmailAddress: ExpressibleByArgument {
    /// An address mail can be sent to.
    public init?(argument: String) {
        guard let address = try? EmailAddress(argument) else { return nil }
        self = address
    }
}

extension ArticleFormat: ExpressibleByArgument {}
