import Foundation
import Hummingbird

/// An HTML answer.
struct Page: ResponseGenerator {
    private let status: HTTPResponse.Status
    private let html: String

    init(_ status: HTTPResponse.Status, _ html: String) {
        self.status = status
        self.html = html
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}

/// A form as browsers and mail programs post it: `application/x-www-form-urlencoded`.
struct Form {
    private let fields: [String: String]

    /// No form of ours is longer.
    private static let longest = 4096

    /// Reads a request's body; other kinds of body give a form without fields.
    init(_ request: Request) async throws {
        let body = try await request.body.collect(upTo: Self.longest)
        fields = Dictionary(
            String(buffer: body).split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map(Self.decoded)
                return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
            }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> String? { fields[name] }

    private static func decoded(_ text: Substring) -> String {
        text.replacing("+", with: " ").removingPercentEncoding ?? ""
    }
}
