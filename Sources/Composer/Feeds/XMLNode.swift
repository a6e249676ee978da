// SPDX-License-Identifier: Apache-2.0
import CXML

/// An element of an XML document, or a run of text, copied out of libxml2's tree.
struct XMLNode {
    /// Without its prefix, in lower case; nil for text.
    let name: String?
    /// The namespace's URI; empty for none.
    let space: String
    let children: [XMLNode]
    private let attributes: [String: String]
    private let ownText: String

    /// Reads a document. Faults of its XML are passed over as far as possible.
    ///
    /// The encoding that the document names is ignored, because the text is UTF-8 by now. Nothing outside of the document is
    /// ever loaded, and entities a document declares are not expanded. Elements nested deeper than libxml2's own limit of 256
    /// are dropped.
    /// - Returns: nil when there is no element in it at all.
    init?(parsing text: String) {
        let bytes = Array(XMLReferences.mended(text).utf8)
        let options =
            XML_PARSE_RECOVER.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue
            | XML_PARSE_NOWARNING.rawValue | XML_PARSE_IGNORE_ENC.rawValue
        let document = bytes.withUnsafeBytes { bytes in
            xmlReadMemory(
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count), nil,
                "UTF-8",
                Int32(options))
        }
        guard let document else { return nil }
        defer { xmlFreeDoc(document) }
        guard let root = xmlDocGetRootElement(document), let node = XMLNode(root) else { return nil }
        self = node
    }

    private init?(_ node: xmlNodePtr) {
        switch node.pointee.type {
        case XML_ELEMENT_NODE:
            let written = Self.string(node.pointee.name).lowercased()
            // A prefix that the document does not declare stays in the name.
            let parts = written.split(separator: ":", maxSplits: 1)
            let usual = parts.count == 2 ? Self.usualSpaces[String(parts[0])] : nil
            name = usual == nil ? written : String(parts[1])
            space = usual ?? node.pointee.ns.map { Self.string($0.pointee.href) } ?? ""
            children = sequence(first: node.pointee.children) { $0?.pointee.next }.prefix { $0 != nil }
                .compactMap { $0.flatMap(XMLNode.init) }
            var found: [String: String] = [:]
            var next = node.pointee.properties
            while let attribute = next {
                let prefix =
                    attribute.pointee.ns.flatMap { $0.pointee.prefix }.map { Self.string($0) + ":" } ?? ""
                let value = attribute.pointee.children.map { Self.string($0.pointee.content) } ?? ""
                found[prefix + Self.string(attribute.pointee.name).lowercased()] = value.cleanedForIntake()
                next = attribute.pointee.next
            }
            attributes = found
            ownText = ""
        case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
            (name, space, children, attributes) = (nil, "", [], [:])
            ownText = Self.string(node.pointee.content).cleanedForIntake()
        default: return nil
        }
    }

    /// What feeds mean by a prefix that they forget to declare.
    private static let usualSpaces = [
        "content": "http://purl.org/rss/1.0/modules/content/", "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/", "media": "http://search.yahoo.com/mrss/",
        "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd", "atom": "http://www.w3.org/2005/Atom",
    ]

    private static func string(_ text: UnsafePointer<xmlChar>?) -> String {
        text.map { String(cString: $0) } ?? ""
    }

    /// An attribute's value; `xml:base` with its prefix.
    subscript(attribute: String) -> String? { attributes[attribute] }

    /// All text inside.
    var text: String { name == nil ? ownText : children.map(\.text).joined() }

    /// The first child of a name, in any namespace or one of `spaces`.
    func child(_ name: String, in spaces: [String]? = nil) -> XMLNode? {
        children.first { $0.name == name && (spaces?.contains($0.space) ?? true) }
    }

    /// The children of a name.
    func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    /// The markup inside, as it would stand if its escaped parts were not escaped.
    var source: String { children.map(\.outerSource).joined() }

    private var outerSource: String {
        guard let name else { return ownText }
        let written = attributes.map { " \($0.key)=\"\($0.value.replacing("\"", with: "&quot;"))\"" }.sorted()
        return "<\(name)\(written.joined())>\(source)</\(name)>"
    }

    /// This tree as HTML.
    var html: HTMLNode {
        guard let name else { return HTMLNode(text: ownText) }
        return HTMLNode(name: name, children: children.map(\.html), attributes: attributes)
    }
}
