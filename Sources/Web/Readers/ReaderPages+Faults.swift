// SPDX-License-Identifier: Apache-2.0
import Composer
import Hummingbird

/// Pages for requests that fail.
extension ReaderPages {
    /// The page for paths that lead nowhere.
    var notHere: Page { notice(.notFound, "page_not_here") }

    /// - Parameter methods: what the page can be asked for with.
    func wrongMethod(_ methods: [HTTPRequest.Method]) -> Page {
        notice(
            .methodNotAllowed, "page_wrong_method",
            headers: [.allow: methods.map(\.rawValue).joined(separator: ", ")])
    }

    /// The page for a form that is larger than any here.
    var tooLarge: Page { notice(.contentTooLarge, "page_too_large") }

    /// The page for requests that cannot be understood.
    var badRequest: Page { notice(.badRequest, "page_bad_request") }

    /// - Parameter number: what the log calls it.
    func failed(_ number: String) -> Page {
        notice(.internalServerError, "page_failed", ["number": number])
    }

    /// A page that says one thing.
    /// - Parameter words: the name of the heading's words; those of the text are called the same with `_text`.
    func notice(
        _ status: HTTPResponse.Status, _ words: String, text: String? = nil, _ values: [String: String] = [:],
        headers: HTTPFields = [:]
    ) -> Page {
        let text = self.words.filled(text ?? "\(words)_text", values)
        return page(status, "notice", words, values.merging(["text": text]) { $1 }, headers: headers)
    }
}
