// SPDX-License-Identifier: Apache-2.0
import Hummingbird

/// An HTML answer.
struct Page: ResponseGenerator {
    let status: HTTPResponse.Status
    let html: String
    /// The headers of this answer, besides those of every answer.
    let headers: HTTPFields

    init(_ status: HTTPResponse.Status, _ html: String, headers: HTTPFields = [:]) {
        self.status = status
        self.html = html
        self.headers = headers
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var fields = headers
        fields[.contentType] = Self.contentType
        return Response(
            status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    static let contentType = "text/html; charset=utf-8"
}
