// SPDX-License-Identifier: Apache-2.0
import Foundation
import MailFormat
import Newsroom
import Sender

extension CommandFault: ExplainedError {
    var sentence: String {
        switch self {
        case .noSuchCommand(let words, let nearest, let known):
            "there is no command “\(words.joined(separator: " "))”: "
                + (nearest.map { "did you mean “\((words.dropLast() + [$0]).joined(separator: " "))”?" }
                    ?? "known are \(known.joined(separator: ", "))")
        case .notADate(let text): "“\(text)” is not a date like 2026-11-24"
        case .notAMapping(let text): "“\(text)” is no mapping: say --map \"COLUMN=meaning\""
        case .noMeaning(let text): "“\(text)” gives the column no meaning: say a name, or - to leave it out"
        case .otherContent(let path, let kind):
            "\(path) is there already and is no \(kind.noun): remove it, or name another file"
        case .nothingTaken(let file, 0): "nothing of \(file) was taken: it has a header and no rows"
        case .nothingTaken(let file, let rejected):
            "nothing of \(file) was taken: "
                + (rejected == 1 ? "its only row is" : "all its \(rejected) rows are")
                + " rejected, each with its reason above"
        case .noEditor(let advice): "no editor is set: export EDITOR=nano, or \(advice)"
        case .editorUnstarted(let command, let code):
            "\(command) cannot be started: \(String(cString: strerror(code)))"
        case .editorFailed(let command, let status): "\(command) ended with status \(status)"
        case .textBegun(let edition, let path):
            "a text that was begun is in \(path): finish it with “daybreak edition edit \(edition)”, or remove it"
        case .unchangeable(let id, let state, let change):
            "mailing \(id) is \(state.name) and cannot be \(change.rawValue)"
        case .noWaves(let id): "mailing \(id) goes out to all its readers at once: it has no waves"
        case .copyInDoubt(let address, let doubts):
            "the bytes that \(address) was sent cannot be made again: "
                + "\(doubts.map(\.sentence).joined(separator: "; ")); --anyway writes what can be"
        case .nobodyToTell:
            "nobody is told of alarms but the log: say in daybreak.yaml under “alarms:” whom to mail or what to post to"
        case .interrupted: "stopped; nothing is lost: “daybreak send --resume” goes on"
        case .halted(let id, let reason):
            "mailing \(id) is halted: \(reason ?? "no reason"); mend it, then “daybreak mailing resume \(id)”"
        case .reachedNobody(let id, let failed):
            "mailing \(id) reached nobody: \(failed == 1 ? "its one reader" : "all \(failed) readers") failed; "
                + "“daybreak mailing deliveries \(id)” says why, “mailing retry \(id)” tries again"
        case .heldElsewhere(let count, let process):
            "\(counted(count, "delivery is", "deliveries are")) held by another sender, process \(process); when it gives them back, “daybreak send --resume” goes on"
        case .waiting(let count):
            "\(counted(count, "delivery waits", "deliveries wait")) for a later try: “daybreak send --resume --wait” or “daybreak serve” goes on"
        }
    }

    var kind: Sysexit {
        switch self {
        case .noSuchCommand, .notADate, .notAMapping, .noMeaning, .noEditor: .usage
        case .otherContent, .nothingTaken, .editorFailed, .textBegun, .unchangeable, .noWaves, .copyInDoubt,
            .halted,
            .reachedNobody:
            .data
        case .editorUnstarted: .io
        case .nobodyToTell: .configuration
        case .interrupted, .heldElsewhere, .waiting: .temporary
        }
    }
}

extension OutputFile.Kind {
    fileprivate var noun: String {
        switch self {
        case .page: "page"
        case .text: "plain text"
        case .message: "message"
        case .picture: "picture"
        }
    }
}
