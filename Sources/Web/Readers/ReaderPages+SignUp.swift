import Hummingbird
import MailFormat
import Subscribers

/// What somebody typed into the form that asks for a list.
struct SignUp {
    /// Names the words of `consent`: raise it whenever they change, so that evidence says who agreed to what.
    static let textVersion = "2026-11"

    /// What people agree to. `{{title}}` is the list, `{{name}}` the publication.
    static let consent = """
        By subscribing you ask {{name}} to send you “{{title}}” by e-mail. You can end that at any time with the link in \
        every edition. As evidence of your wish we keep when it came, your internet address and what your browser calls itself.
        """

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
    static let signUpTemplates = ["sign-up": form, "signed-up": thanks, "no-list": noListHere]

    /// The form.
    func signUp(_ list: MailingList) -> Page {
        page(.ok, "sign-up", "Subscribe to \(list.title)", ["title": list.title])
    }

    /// The form again, with what was typed and what is wrong with it.
    func signUp(_ list: MailingList, again wish: SignUp) -> Page {
        var values = ["title": list.title, "address": wish.address, "first_name": wish.firstName]
        values["fault"] = wish.addressFault
        values["name_fault"] = wish.nameFault
        return page(.unprocessableContent, "sign-up", "Subscribe to \(list.title)", values)
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

    // The server says what is wrong in its own words: `novalidate`. Browsers refuse addresses that we can write to.
    private static let form = """
        <h1>{{heading}}</h1>
        <form method="post" novalidate>
        <p class="field"><label for="address">E-mail address</label>
        <input id="address" name="address" type="email" autocomplete="email" required{{#fault}} autofocus aria-invalid="true" aria-describedby="fault"{{/fault}} value="{{address}}"></p>
        {{#fault}}<p class="fault" id="fault">{{fault}}</p>
        {{/fault}}
        <p class="field"><label for="first-name">First name <span class="soft">(optional)</span></label>
        <input id="first-name" name="first_name" type="text" autocomplete="given-name" \
        maxlength="\(TypedName.longest)"\
        {{#name_fault}} aria-invalid="true" aria-describedby="name-fault"{{/name_fault}} \
        value="{{first_name}}"></p>
        {{#name_fault}}<p class="fault" id="name-fault">{{name_fault}}</p>
        {{/name_fault}}
        <p class="nobody" aria-hidden="true"><label for="comment">Leave this empty</label>
        <input id="comment" name="comment" type="text" autocomplete="off" tabindex="-1"></p>
        <p class="small soft">\(SignUp.consent)</p>
        <button type="submit">Subscribe</button>
        </form>
        """

    private static let thanks = """
        <h1>{{heading}}</h1>
        {{#is_double}}
        <p>Unless <b>{{address}}</b> gets {{title}} already, a mail is on its way there. Press the button in it: only then are you subscribed.</p>
        <p class="soft">Nothing there after a few minutes? Look into the folder for spam, and check the address above.</p>
        {{/is_double}}
        {{^is_double}}
        <p>{{title}} goes to <b>{{address}}</b> from the next edition on.</p>
        {{/is_double}}
        """

    private static let noListHere = """
        <h1>{{heading}}</h1>
        <p>The address may have been cut off or mistyped, or the letter is not open to everyone.</p>
        """
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
