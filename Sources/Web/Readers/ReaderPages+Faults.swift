// SPDX-License-Identifier: Apache-2.0
import Hummingbird

/// Pages for requests that fail.
extension ReaderPages {
    /// The page for paths that lead nowhere.
    var notHere: Page { fault(.notFound, "There is no such page", "The address may have been mistyped.") }

    /// - Parameter methods: what the page can be asked for with.
    func wrongMethod(_ methods: [HTTPRequest.Method]) -> Page {
        fault(
            .methodNotAllowed, "That cannot be done here",
            "Open the link again, and use what the page offers.",
            headers: [.allow: methods.map(\.rawValue).joined(separator: ", ")])
    }

    /// The page for a form that is larger than any here.
    var tooLarge: Page {
        fault(
            .contentTooLarge, "That was too much",
            "Nothing was changed. Please send the form again, shorter.")
    }

    /// The page for requests that cannot be understood.
    var badRequest: Page {
        fault(.badRequest, "That was not understood", "Nothing was changed. Please open the link again.")
    }

    /// - Parameter number: what the log calls it.
    func failed(_ number: String) -> Page {
        fault(
            .internalServerError, "Something went wrong here",
            "The fault is ours, and it is noted as \(number). Please try again in a few minutes.")
    }

    func fault(
        _ status: HTTPResponse.Status, _ heading: String, _ text: String, headers: HTTPFields = [:]
    ) -> Page {
        page(status, "fault", heading, ["text": text], headers: headers)
    }
}
