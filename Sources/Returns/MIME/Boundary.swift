// SPDX-License-Identifier: Apache-2.0

/// What lies between the delimiter lines of a multipart (RFC 2046 §5.1.1).
enum Boundary {
    /// The parts; empty where no delimiter is found.
    /// - Parameters:
    ///   - boundary: as the type says it. Where it says none, or one that is not there, the first line that
    /// looks     like a delimiter counts.   - most: how many parts at the most.
    static func pieces(of content: ArraySlice<UInt8>, _ boundary: String?, most: Int) -> [ArraySlice<UInt8>] {
        if let boundary, !boundary.isEmpty {
            let found = pieces(of: content, mark: Array("--\(boundary)".utf8), most: most)
            if !found.isEmpty { return found }
        }
        return guessed(in: content).map { pieces(of: content, mark: $0, most: most) } ?? []
    }

    private static func pieces(of content: ArraySlice<UInt8>, mark: [UInt8], most: Int) -> [ArraySlice<UInt8>]
    {
        var pieces: [ArraySlice<UInt8>] = []
        var start: Int?
        var place = content.startIndex
        while let found = content.place(of: mark, from: place) {
            place = found + mark.count
            guard found == content.startIndex || content[found - 1] == 0x0A else { continue }
            let end = content.place(of: 0x0A, from: place) ?? content.endIndex
            guard let isEnd = isDelimiter(content[place..<end]) else { continue }
            if let start { pieces.append(content[start..<max(start, content.end(before: found))]) }
            place = min(end + 1, content.endIndex)
            start = isEnd ? nil : place
            if isEnd || pieces.count >= most { return pieces }
        }
        if let start { pieces.append(content[start...]) }
        return pieces
    }

    /// Whether what stands behind a boundary ends the multipart; nil where the line is no delimiter. White
    /// space may stand there.
    private static func isDelimiter(_ rest: ArraySlice<UInt8>) -> Bool? {
        // What some programs write behind the end is of no concern.
        let isEnd = rest.starts(with: [0x2D, 0x2D])
        return isEnd || rest.allSatisfy(\.isWhite) ? isEnd : nil
    }

    /// The first line of two dashes and more, behind which a field of a header comes, or an empty line.
    private static func guessed(in content: ArraySlice<UInt8>) -> [UInt8]? {
        var mark: ArraySlice<UInt8>?
        for line in content.lines.prefix(200) {
            if let mark, line.isEmpty || MailFields.isField(line) { return Array(mark) }
            mark = line.count > 3 && line.starts(with: [0x2D, 0x2D]) && !line.contains(0x20) ? line : nil
        }
        return nil
    }
}
