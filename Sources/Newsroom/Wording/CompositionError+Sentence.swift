// SPDX-License-Identifier: Apache-2.0
import Composer

extension CompositionError: ExplainedError {
    var sentence: String {
        switch self {
        case .noSuchArticle(let slug, let nearest):
            "the edition names the article “\(slug)”, which is not in the newsroom"
                + (nearest.map { ": did you mean “\($0)”?" } ?? ": add it with “daybreak article add”")
        case .unknownField(let field, let place, let known, let nearest):
            "the \(place) has an unknown field {{\(field)}}: "
                + (nearest.map { "did you mean {{\($0)}}? " } ?? "")
                + "known are \(known.joined(separator: ", "))"
        case .openField(let place): "the \(place) has a “{{” without its “}}”"
        }
    }

    var kind: Sysexit { .data }
}
