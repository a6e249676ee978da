// SPDX-License-Identifier: Apache-2.0
import Composer
import Hummingbird
import MailFormat
import Subscribers

/// What somebody typed into the form that asks for a list.
struct SignUp {
    /// The version of `page_consent` among the program's words. It is raised whenever they change, so that evidence says who agreed
    /// to what.
    private static let textVersion = "2026-11"

    /// What says in evidence which words somebody agreed to.
    static func version(in words: Words) -> String { words.version(of: "page_consent", textVersion) }

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
    fileprivate func addressFault(in words: Words) -> String? {
        words.fault(ofAddress: address)
    }

    /// What is wrong with the name.
    fileprivate func nameFault(in words: Words) -> String? {
        words.fault(ofName: firstName, tooLong: "fault_name_long")
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
        values["fault"] = wish.addressFault(in: words)
        values["name_fault"] = wish.nameFault(in: words)
        return signUp(list, .unprocessableContent, values)
    }

    private func signUp(
        _ list: MailingList, _ status: HTTPResponse.Status, _ typed: [String: String]
    ) -> Page {
        let values = ["title": list.title, "longest_name": "\(TypedName.longest)"]
        return page(status, "sign-up", "page_sign_up", values.merging(typed) { $1 })
    }

    /// The page after a sign-up. It is the same for everybody, so that it does not tell whether an address was known before.
    func signedUp(_ wish: SignUp, to list: MailingList) -> Page {
        page(
            .ok, "signed-up", list.isDouble ? "page_signed_up" : "page_subscribed",
            ["title": list.title, "address": wish.address, "is_double": list.isDouble])
    }

    /// The page for a network from which too many asked.
    var tooManySignUps: Page {
        notice(
            .tooManyRequests, "page_too_many", headers: [.retryAfter: "3600"])
    }

    /// The page for lists that do not exist, or are not for strangers.
    var noList: Page { page(.notFound, "no-list", "page_no_list", [:]) }
}

extension Words {
    /// What is wrong with an address that somebody typed.
    func fault(ofAddress typed: String) -> String? {
        do throws(InvalidAddress) { _ = try EmailAddress(typed) } catch { return self[error.words] }
        return nil
    }

    /// What is wrong with a name that somebody typed.
    /// - Parameter tooLong: the name of the words about one that is too long.
    func fault(ofName typed: String, tooLong: String) -> String? {
        do throws(TypedName.Fault) { _ = try TypedName(typed) } catch {
            return filled(error == .tooLong ? tooLong : "fault_name", ["count": "\(TypedName.longest)"])
        }
        return nil
    }
}

extension InvalidAddress {
    /// The name of the words that say what somebody should do about an address they typed.
    fileprivate var words: String {
        switch self {
        case .empty: "fault_address_empty"
        case .noAtSign: "fault_address_at"
        case .tooLong: "fault_address_long"
        case .hiddenCharacter: "fault_address_hidden"
        case .localPart, .quotedLocalPart: "fault_address_local"
        case .domain, .addressLiteral: "fault_address_domain"
        }
    }
}
