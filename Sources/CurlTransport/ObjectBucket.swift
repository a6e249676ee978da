// SPDX-License-Identifier: Apache-2.0

/// A bucket of Amazon's S3, or of a service that speaks like it, in which files are put under names.
///
/// Requests are signed by libcurl (AWS Signature Version 4).
public struct ObjectBucket: Sendable {
    private let endpoint: String
    private let region: String
    private let bucket: String
    private let folder: String
    private let key: String
    private let secret: String

    /// - Parameters:
    ///   - endpoint: where the service answers, without a slash at the end.
    ///   - folder: what stands before each name; empty for nothing.
    ///   - key: the name of the access key.
    public init(
        endpoint: String, region: String, bucket: String, folder: String, key: String, secret: String
    ) {
        self.endpoint = endpoint
        self.region = region
        self.bucket = bucket
        self.folder = folder
        self.key = key
        self.secret = secret
    }

    /// Why a file could not be put there.
    public enum Fault: Error, Hashable, Sendable {
        /// The service refused it with that status, and the code that it gave.
        case status(Int, code: String)
        /// What libcurl says.
        case failed(String)
    }

    /// The address under which files are put.
    public var address: String {
        ([endpoint, bucket] + (folder.isEmpty ? [] : [folder])).joined(separator: "/")
    }

    /// Puts a file there, in the place of one of the same name.
    /// - Parameters:
    ///   - type: its media type.
    ///   - caching: its Cache-Control.
    public func put(_ bytes: [UInt8], named name: String, type: String, caching: String) async throws {
        var request = WebRequest(
            "PUT", "\(address)/\(name)", fields: ["Content-Type: \(type)", "Cache-Control: \(caching)"],
            body: bytes)
        request.signature = ("aws:amz:\(region):s3", key, secret)
        let answer: WebRequest.Answer
        do { answer = try await request.send() } catch { throw Fault.failed(error.why) }
        guard answer.isSuccess else { throw Fault.status(answer.status, code: Self.code(in: answer.start)) }
    }

    /// `AccessDenied`, from `<Code>AccessDenied</Code>`; empty where there is none.
    private static func code(in bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.firstMatch(of: /<Code>([A-Za-z0-9]{1,60})<\/Code>/).map { String($0.1) } ?? ""
    }
}
