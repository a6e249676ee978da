// SPDX-License-Identifier: Apache-2.0
import Foundation
import Hummingbird

/// A form as browsers and mail programs post it: `application/x-www-form-urlencoded`, or
/// `multipart/form-data` (RFC 7578), which RFC 8058 §3.2 allows as well.
struct Form {
    private let fields: [String: String]
    /// Why the form is incomplete; nil when it is complete.
    private let fault: HTTPError?

    /// The bytes that the forms here have at most.
    private static let longest = 4096

    /// Reads a request's body up to 4 KB, and leaves the rest unread. A body that does not say that it is `multipart/form-data`
    /// is read as urlencoded.
    init(_ request: Request) async {
        var bytes: [UInt8] = []
        var fault: HTTPError?
        do {
            for try await part in request.body {
                bytes += part.readableBytesView.prefix(Self.longest - bytes.count + 1)
                guard bytes.count <= Self.longest else {
                    fault = HTTPError(.contentTooLarge)
                    break
                }
            }
        } catch { fault = HTTPError(.badRequest) }
        fields = Self.fields(of: bytes, contentType: request.headers[.contentType] ?? "")
        self.fault = fault
    }

    /// The form, when all of it is here.
    /// - Throws: `HTTPError` when it was too long, or broke off.
    func whole() throws -> Form {
        if let fault { throw fault }
        return self
    }

    subscript(name: String) -> String? { fields[name] }

    private static func fields(of bytes: [UInt8], contentType: String) -> [String: String] {
        let pairs =
            contentType.lowercased().hasPrefix("multipart/form-data")
            ? parts(of: bytes, contentType) : pairs(of: String(decoding: bytes, as: UTF8.self))
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private static func pairs(of text: String) -> [(String, String)] {
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(decoded)
            return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
        }
    }

    private static func decoded(_ text: Substring) -> String {
        text.replacing("+", with: " ").removingPercentEncoding ?? ""
    }

    /// The parts between boundaries. A last part that was cut off is taken as it is.
    private static func parts(of bytes: [UInt8], _ contentType: String) -> [(String, String)] {
        guard let boundary = contentType.firstMatch(of: /boundary="?([^";]+)"?/.ignoresCase())?.1 else {
            return []
        }
        // CR is dropped, because Swift takes CR LF for one character.
        let text = String(decoding: bytes.filter { $0 != 0x0D }, as: UTF8.self)
        return text.split(separator: "--\(boundary)").compactMap { part in
            guard let end = part.firstRange(of: "\n\n"),
                let name = part[..<end.lowerBound].firstMatch(of: /;\s*name="?([^";\n]*)"?/.ignoresCase())?.1
            else { return nil }
            let value = part[end.upperBound...]
            return (String(name), String(value.last == "\n" ? value.dropLast() : value))
        }
    }
}
