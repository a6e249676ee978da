import Hummingbird
import MailFormat
import Subscribers

/// What somebody typed into the form that asks for a list.
struct SignUp {
    /// Names the words of `consent.html.mustache`: raise it whenever they change, so that evidence says who agreed to what.
    static let textVersion = "2026-11"

    /// As it was typed.
    let address: String
    /// As it was typed; empty when they gave none.
    let firstName: String
    /// Whether the field was filled that nobody sees.
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

/// Asking for a list.
extension ReaderPages {
    /// The form.
    func signUp(_ list: MailingList) -> Page {
        signUp(list, .ok, [:])
    }

    /// The form again, with what was typed and what is wrong with it.
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

    /// The same whoever asked: it tells nobody whether the address was here before.
    func signedUp(_ wish: SignUp, to list: MailingList) -> Page {
        page(
            .ok, "signed-up", list.isDouble ? "Look into your mailbox" : "You are subscribed",
            ["title": list.title, "address": wish.address, "is_double": list.isDouble])
    }

    /// For a network from which too many asked.
    var tooManySignUps: Page {
        fault(
            .tooManyRequests, "Please try again later",
            "Too many people asked for letters from your network. Nothing was changed; try again in an hour.",
            headers: [.retryAfter: "3600"])
    }

    /// For lists that are not there, or not for strangers.
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
