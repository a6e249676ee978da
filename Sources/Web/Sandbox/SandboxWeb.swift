// SPDX-License-Identifier: Apache-2.0
import Composer
import Foundation
public import Hummingbird
public import Logging
import Mustache
public import Newsroom
public import ServiceLifecycle

/// What the sandbox keeps, in a browser.
///
/// | path | what |
/// | --- | --- |
/// | `/` | the latest messages |
/// | `/messages/NAME` | one, with both parts |
/// | `/messages/NAME/html` | its HTML part alone, for a frame |
/// | `/media/NAME` | a picture that the newsroom keeps |
///
/// It listens on loopback alone, and answers no request for another host's name.
public struct SandboxWeb: Service {
    private let site: LoopbackSite

    /// How many messages are listed.
    private static let most = 200

    /// - Parameters:
    ///   - maildir: where the sandbox keeps its messages.
    ///   - media: the newsroom's pictures; nil where there is no newsroom.
    ///   - port: on 127.0.0.1; 0 for any free one.
    ///   - onReady: told the address to open.
    public init(
        of maildir: String, media: MediaDesk?, port: Int, logger: Logger,
        onReady: @escaping @Sendable (String) -> Void
    ) throws {
        site = LoopbackSite(
            try Self.router(of: maildir, media: media), port: port, logger: logger, onReady: onReady)
    }

    /// Serves until shut down.
    public func run() async throws { try await site.run() }

    /// The routes, for a server or a test.
    public static func router(of maildir: String, media: MediaDesk?) throws -> Router<BasicRequestContext> {
        let list = try HTMLTemplate.parse(
            String(decoding: PackageResources.messages_html_mustache, as: UTF8.self))
        let page = try HTMLTemplate.parse(
            String(decoding: PackageResources.message_html_mustache, as: UTF8.self))
        let directory = "\(maildir)/new"
        let router = Router()
        router.add(middleware: LoopbackOnly())
        if let media { KeptPictures.add(to: router, of: media) }
        router.get("/") { _, _ in
            let names = latest(in: directory)
            let messages = names.compactMap { name in
                mail(name, in: directory).map { mail in
                    [
                        "name": name, "subject": mail.fields["subject"] ?? "",
                        "from": mail.fields["from"] ?? "",
                        "to": mail.recipients.joined(separator: ", "), "date": mail.fields["date"] ?? "",
                    ]
                }
            }
            return answer(
                list.render(["messages": messages, "is_empty": messages.isEmpty, "directory": directory]),
                "'none'")
        }
        router.get("messages/:name") { _, context in
            let (name, mail) = try found(context, in: directory)
            let fields = ["from", "to", "date", "list-unsubscribe"].compactMap { key in
                mail.fields[key].map { ["field": key.capitalized, "value": $0] }
            }
            return answer(
                page.render([
                    "name": name, "subject": mail.fields["subject"] ?? "", "fields": fields,
                    "text": mail.text,
                    "has_html": !mail.html.isEmpty, "to": mail.recipients.joined(separator: ", "),
                ]), "'none'")
        }
        router.get("messages/:name/html") { _, context in
            let mail = try found(context, in: directory).mail
            return answer(media?.withOwnPictures(mail.html) ?? mail.html, "'self' https: http:")
        }
        return router
    }

    private static func found(
        _ context: BasicRequestContext, in directory: String
    ) throws -> (name: String, mail: KeptMail) {
        let name = try context.parameters.require("name")
        guard let mail = mail(name, in: directory) else { throw HTTPError(.notFound) }
        return (name, mail)
    }

    /// The names of the newest messages, which begin with the second and end with a number in it.
    private static func latest(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return Array(names.sorted { $0.compare($1, options: .numeric) == .orderedDescending }.prefix(most))
    }

    /// A message; nil for a name that the sandbox gives to none.
    private static func mail(_ name: String, in directory: String) -> KeptMail? {
        guard name.wholeMatch(of: /[0-9]+\.P[0-9]+Q[0-9]+\.sandbox/) != nil else { return nil }
        return (try? Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))).map {
            KeptMail([UInt8]($0))
        }
    }

    private static func answer(_ html: String, _ pictures: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: Page.contentType, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .contentSecurityPolicy:
                    "default-src 'none'; img-src \(pictures); style-src 'unsafe-inline'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'",
            ], body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
