// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
import MailFormat
import Subscribers

// Parsers say themselves what is wrong with a text, and where in it: they know its grammar, and name no command. What is
// added here is how a script should take it.

extension ExplainedError where Self: CustomStringConvertible {
    /// As it describes itself.
    public var sentence: String { description }
}

extension ArticleError: ExplainedError {
    var kind: Sysexit { .data }
}

extension InvalidAddress: ExplainedError {
    var kind: Sysexit { .data }
}

extension InvalidHeaderValue: ExplainedError {
    var kind: Sysexit { .data }
}

extension InvalidListName: ExplainedError {
    var kind: Sysexit { .data }
}

extension InvalidListTitle: ExplainedError {
    var kind: Sysexit { .data }
}

extension Theme.Fault: ExplainedError {
    var kind: Sysexit { .configuration }
}

extension YAMLMapping.Fault: ExplainedError {
    /// The newsroom's own files are its configuration; others are what somebody gives.
    var kind: Sysexit {
        file.hasSuffix(Newsroom.configurationFile) || file.hasSuffix("publication.yaml")
            ? .configuration : .data
    }
}

extension SegmentFault: ExplainedError {
    var sentence: String {
        switch remedy {
        case .changeType: "\(description): “daybreak attribute set” changes that"
        case nil: description
        }
    }

    var kind: Sysexit { .data }

    /// The segment, and a caret under the place.
    var excerpt: String? { pointer }
}

extension LocalTime.Fault: ExplainedError {
    /// One clause.
    public var sentence: String {
        switch self {
        case .zone(let fault): fault.description
        case .notATime(let text): "“\(text)” is no time: write it like “2026-11-24 06:00” or “tomorrow 06:00”"
        case .skipped(let text, let zone):
            "“\(text)” does not exist in \(zone): no such day, or clocks skip it when they go forward"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit { .usage }
}
