import Hummingbird
import Newsroom
import Subscribers

/// Answering a mail that asks for confirmation.
extension ReaderPages {
    static let confirmationTemplates = ["confirm": button, "confirmed": welcome, "lapsed": tooLate]

    /// The button.
    func confirm(_ place: ReaderDesk.Place) -> Page {
        page(.ok, "confirm", "Subscribe to \(place.title)?", ["title": place.title])
    }

    /// - Parameter place: as it was before the link was used.
    func confirmed(_ place: ReaderDesk.Place) -> Page {
        page(
            .ok, "confirmed", "You are subscribed to \(place.title)",
            ["title": place.title, "is_old": place.status == .active])
    }

    /// - Parameter list: where to ask again.
    func lapsed(_ list: MailingList?) -> Page {
        page(
            .notFound, "lapsed", "This link does not work any more",
            list.map { ["list": $0.name, "title": $0.title] } ?? [:])
    }

    private static let button = """
        <h1>{{heading}}</h1>
        <p>Somebody asked for this letter with your address. Nothing is sent to you unless you want it.</p>
        <form method="post"><button type="submit">Yes, subscribe me</button></form>
        <p class="soft">If that was not you, close this page: you need do nothing.</p>
        """

    private static let welcome = """
        <h1>{{heading}}</h1>
        {{#is_old}}
        <p>You confirmed that already. There is nothing more to do.</p>
        {{/is_old}}
        {{^is_old}}
        <p>Thank you. {{title}} comes to your mailbox from the next edition on; the link to unsubscribe stands in every one.</p>
        {{/is_old}}
        """

    private static let tooLate = """
        <h1>{{heading}}</h1>
        <p>Your request may have run out, you may have unsubscribed since, or the link was cut off on its way.</p>
        {{#list}}
        <p><a href="/subscribe/{{list}}">Ask for {{title}} again</a>, and a mail with a new link will come.</p>
        {{/list}}
        {{^list}}
        <p>Ask for the letter again, the way you did the first time, and a mail with a new link will come.</p>
        {{/list}}
        """
}
