// SPDX-License-Identifier: Apache-2.0

/// What a process that reads strangers' bytes is told beside them.
public struct IntakeRequest: Sendable, Codable {
    /// What errors call the source.
    public var name: String
    /// Where it was read from.
    public var address: String?
    /// What the server said it is.
    public var contentType: String?
    /// What to read it as; nil to guess.
    public var format: ArticleFormat?
    /// Texts of the site's own.
    public var boilerplate: [String]

    /// A request to read a source, whose bytes go apart.
    public init(_ source: IntakeSource, as format: ArticleFormat?, boilerplate: [String]) {
        name = source.name
        address = source.address
        contentType = source.contentType
        self.format = format
        self.boilerplate = boilerplate
    }

    /// Reads the source.
    public func answer(for bytes: [UInt8]) -> IntakeAnswer {
        let source = IntakeSource(name: name, bytes: bytes, address: address, contentType: contentType)
        do {
            return .intake(try Intake(source, as: format, boilerplate: boilerplate))
        } catch {
            return .refused("\(error)")
        }
    }
}

/// What such a process answers.
public enum IntakeAnswer: Sendable, Codable {
    case intake(Intake)
    /// Why nothing was read.
    case refused(String)
}
