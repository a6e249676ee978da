// SPDX-License-Identifier: Apache-2.0
import Subscribers

extension ImportFault: ExplainedError {
    /// One clause: what, where, and what to do.
    public var sentence: String {
        switch self {
        case .unknownEncoding(let name):
            "“\(name)” is no encoding: say one like UTF-8, UTF-16LE or windows-1252"
        case .notEncoded(let path, let encoding, let byte):
            "\(path) is not \(encoding) before byte \(byte): say its --encoding; nothing was imported"
        case .cutShort(let path): "\(path) cannot be read to its end: nothing was imported"
        case .noTemporaryFile(let directory): "no temporary file can be made in \(directory)"
        case .empty(let path): "\(path) is empty"
        case .header(let path, let fault): "\(path) \(fault.sentence)"
        case .longLine(let line): "line \(line) is longer than a megabyte: nothing was imported"
        case .suppression(let path, let line, let fault):
            "\(path) line \(line): \(fault.sentence); nothing was imported"
        case .rejectsOfJSON:
            "--rejects needs a CSV file: what is wrong with JSON lines is said with their numbers"
        case .rejectsNotNew(let path):
            "\(path) is there already or cannot be made: name another file for --rejects"
        case .rejectsUnwritable(let path): "\(path) cannot be written: nothing was imported"
        }
    }

    /// How a script should take it.
    public var kind: Sysexit {
        switch self {
        case .unknownEncoding, .rejectsOfJSON: .usage
        case .notEncoded, .empty, .header, .longLine, .suppression, .rejectsNotNew: .data
        case .cutShort, .noTemporaryFile, .rejectsUnwritable: .io
        }
    }
}

extension ImportFault.LineFault {
    fileprivate var sentence: String {
        switch self {
        case .broken(let fault): fault.rawValue
        case .notUTF8: "not UTF-8"
        case .subject(let fault): fault.sentence
        }
    }
}

extension ImportColumns.Fault {
    /// One clause, to stand behind the file's name.
    var sentence: String {
        switch self {
        case .noAddress(_, let likely?):
            "line 1 has no e-mail column that is known; if it is “\(likely)”, say --map \"\(likely)=email\""
        case .noAddress(let seen, nil):
            "line 1 has no e-mail column (it has \(Self.some(seen))): name one “email”, or say --map \"COLUMN=email\""
        case .noHeader(let address):
            "line 1 is no header, it holds “\(address)”: put a line that names the columns above it, like “email,name”"
        case .duplicate(let name):
            "line 1 names the column “\(name)” twice: rename one, or say --map \"\(name)=-\""
        case .notUTF8: "line 1 is not UTF-8: say its --encoding"
        case .broken(let fault): "line 1 cannot be read: \(fault.rawValue)"
        case .unknownColumn(let name, let seen):
            "has no column “\(name)” for --map (it has \(Self.some(seen)))"
        case .tooMany(let count): "line 1 names \(count) columns: \(ImportColumns.most) can be read"
        case .longName(let name):
            "line 1 names a column of more than \(ImportColumns.longestName) letters (“\(name.prefix(20))…”): is it a header?"
        }
    }

    private static func some(_ titles: [String]) -> String {
        titles.prefix(12).map { String($0.prefix(40)) }.joined(separator: ", ")
            + (titles.count > 12 ? " and \(titles.count - 12) more" : "")
    }
}
