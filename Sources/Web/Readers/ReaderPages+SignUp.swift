// SPDX-License-Identifier: Apache-2.0
import Hummingbird
import MailFormat
import Subscribers

/// What somebody typed into the form that asks for a list.
struct SignUp {
    /// The version of the words in `consent.html.mustache`. It is raised whenever they change, so that evidence says who agreed
    /// to what.
    static let textVersion = "2026-11"

    /// As it was typed.
    let address: String
    /// The first name as it was typed; empty when they gave none.
    let firstName: String
    /// Whether the invisible field was filled, which only programs do.
    let isFromRobot: Bool

    init(_ form: Form) {
        address = form["address"] ?? ""
        firstName = form["first_name"] ?? ""
        isFromRobot = form["comment"]?.isEmpty == false
    }

    /// What is wrong with the address, in words for who typed it.
    fileprivate var addressFault: String? {
        do throws(InvalidAddress) { _ = try EmailAddress(address) } catch { return error.sentence }
        return nil
    }

    /// What is wrong with the name.
    fileprivate var nameFault: String? {
        do throws(TypedName.Fault) { _ = try TypedName(firstName) } catch { return error.sentence }
        return nil
    }
}

/// Pages for those who ask for a list.
extension ReaderPages {
    /// The form.
    func signUp(_ list: MailingList) -> Page {
        signUp(list, .ok, [:])
    }

    /// The form once more, with what was typed and what is wrong with it.
    func signUp(_ list: MailingList, again wish: SignUp) -> Page {
        var values = ["address": wish.address, "first_name": wish.firstName]
        values["fault"] = wish.addressFault
        values["name_fault"] = wish.nameFault
        return signUp(list, .unprocessableContent, values)
    }

    private func signUp(
        _ list: MailingList, _ status: HTTPResponse.Status, _ typed: [String: String]
    ) -> Page {
        let values = ["title": list.title, "longest_name": "\(TypedName.longest)"]
        return page(status, "sign-up", "Subscribe to \(list.title)", values.merging(typed) { $1 })
    }

    /// The page after a sign-up. It is the same for everybody, so that it does not tell whether an address was known before.
    func signedUp(_ wish: SignUp, to list: MailingList) -> Page {
        page(
            .ok, "signed-up", list.isDouble ? "Look into your mailbox" : "You are subscribed",
            ["title": list.title, "address": wish.address, "is_double": list.isDouble])
    }

    /// The page for a network from which too many asked.
    var tooManySignUps: Page {
        fault(
            .tooManyRequests, "Please try again later",
            "Too many people asked for letters from your network. Nothing was changed; try again in an hour.",
            headers: [.retryAfter: "3600"])
    }

    /// The page for lists that do not exist, or are not for strangers.
    var noList: Page { page(.notFound, "no-list", "There is nothing to subscribe to here", [:]) }
}

extension TypedName.Fault {
    /// What somebody should do about a name they typed.
    fileprivate var sentence: String {
        switch self {
        case .tooLong: "Please give your first name alone, in at most \(TypedName.longest) characters."
        case .noName: "There is something in this that names do not have: please take it out."
        }
    }
}

extension InvalidAddress {
    /// What somebody should do about an address they typed.
    fileprivate var sentence: String {
        switch self {
        case .empty: "Please type your e-mail address."
        case .noAtSign: "This is not an e-mail address: there is no @ in it."
        case .tooLong: "This is longer than any e-mail address can be: please check it."
        case .hiddenCharacter:
            "There is a space or an invisible character in the address: please take it out."
        case .localPart, .quotedLocalPart: "What stands before the @ cannot be right: please check it."
        case .domain, .addressLiteral:
            "What stands after the @ is not a domain such as example.com: please check it."
        }
    }
}
