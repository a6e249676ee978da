// SPDX-License-Identifier: Apache-2.0
import CConfine
import Composer
import Foundation
import Glibc
import Pictures
import Returns

/// The child that reads strangers' bytes, seen from both sides.
///
/// Parent and child share one stream socket: down go the request as a line of JSON and the bytes, up comes the answer as JSON.
public enum ReaderProcess {
    /// The argument that makes the program a reader.
    public static let command = "read-source"
    /// Seconds of the processor's time for one source.
    private static let seconds: Int32 = 60
    /// Bytes of address space for one source.
    private static let memory = 1 << 30

    /// What a child is asked to read.
    private enum Request: Codable {
        case source(IntakeRequest)
        /// At the most so many points wide.
        case picture(widest: Int)
        /// Messages that came back, so many bytes of each, one behind the other.
        case returned([Int])
    }

    // MARK: The child

    /// Reads a request from standard input and answers on standard output, with nothing else allowed.
    /// - Throws: what the system says to being confined.
    public static func serve() throws {
        let input = FileHandle.standardInput.readDataToEndOfFile()
        let failure = confine_process(memory, seconds)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EPERM) }
        guard let end = input.firstIndex(of: UInt8(ascii: "\n")) else {
            throw ArticleError(
                description: "\(command) is for the program itself: it takes a request from standard input")
        }
        let bytes = [UInt8](input[(end + 1)...])
        let answer =
            switch try JSONDecoder().decode(Request.self, from: input[..<end]) {
            case .source(let request): try JSONEncoder().encode(request.answer(for: bytes))
            case .picture(let width): try JSONEncoder().encode(PictureAnswer(bytes, widest: width))
            case .returned(let sizes): try JSONEncoder().encode(summaries(of: bytes, sizes))
            }
        FileHandle.standardOutput.write(answer)
    }

    /// What a child answers to a picture.
    private enum PictureAnswer: Codable {
        case picture(MailPicture)
        /// A clause.
        case refused(String)

        init(_ bytes: [UInt8], widest width: Int) {
            do { self = .picture(try MailPicture(bytes, widest: width)) } catch {
                self = .refused("\(error)")
            }
        }
    }

    private static func summaries(of bytes: [UInt8], _ sizes: [Int]) -> [ReturnSummary] {
        var rest = bytes[...]
        return sizes.map { size in
            defer { rest = rest.dropFirst(size) }
            return ReturnSummary(reading: Array(rest.prefix(size)))
        }
    }

    // MARK: The parent

    /// Has a child read a source.
    /// - Throws: `ArticleError` with the child's words, or about its end.
    static func intake(_ request: IntakeRequest, _ bytes: [UInt8], by program: String) throws -> Intake {
        switch try answer(to: .source(request), bytes, named: request.name, by: program) as IntakeAnswer {
        case .intake(let intake): return intake
        case .refused(let why): throw ArticleError(description: why)
        }
    }

    /// Has a child read a picture.
    /// - Parameter name: what errors call it.
    /// - Throws: `ArticleError` with the child's words, or about its end.
    static func picture(
        _ bytes: [UInt8], named name: String, widest width: Int?, by program: String
    ) throws -> MailPicture {
        let request = Request.picture(widest: width ?? MailPicture.widest)
        switch try answer(to: request, bytes, named: name, by: program) as PictureAnswer {
        case .picture(let picture) where picture.isWhole: return picture
        case .picture: throw ArticleError(description: "\(name) cannot be read: its reader was misled")
        case .refused(let why): throw ArticleError(description: "\(name) \(why)")
        }
    }

    /// Has a child read messages that came back.
    /// - Throws: `ArticleError` about its end.
    static func summaries(of messages: [[UInt8]], by program: String) throws -> [ReturnSummary] {
        let name = messages.count == 1 ? "a message" : "\(messages.count) messages"
        let answer: [ReturnSummary] = try answer(
            to: .returned(messages.map(\.count)), Array(messages.joined()), named: name, by: program)
        guard answer.count == messages.count else {
            throw ArticleError(description: "\(name) cannot be read: the reader was misled")
        }
        return answer
    }

    private static func answer<Answer: Decodable>(
        to request: Request, _ bytes: [UInt8], named name: String, by program: String
    ) throws -> Answer {
        var sockets: [Int32] = [0, 0]
        guard
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &sockets) == 0
        else {
            throw FileFault.unopened("a socket to a reader", .system(errno))
        }
        defer { close(sockets[0]) }
        let child: pid_t
        do {
            defer { close(sockets[1]) }
            child = try start(program, on: sockets[1])
        }
        limit_patience(sockets[0], seconds * 2)
        var message = try JSONEncoder().encode(request)
        message.append(UInt8(ascii: "\n"))
        message.append(contentsOf: bytes)
        send(message, to: sockets[0])
        shutdown(sockets[0], Int32(SHUT_WR))
        let answer = received(from: sockets[0])
        kill(child, SIGKILL)
        let end = ended(child)
        guard let answer, let decoded = try? JSONDecoder().decode(Answer.self, from: answer) else {
            throw ArticleError(description: "\(name) cannot be read: \(end); nothing of it was taken")
        }
        return decoded
    }

    private static func start(_ program: String, on socket: Int32) throws -> pid_t {
        var child = pid_t()
        let failure = spawn_reader(program, command, socket, &child)
        guard failure == 0 else { throw FileFault.unopened(program, .system(failure)) }
        return child
    }

    /// A child that has gone says so when its answer is read.
    private static func send(_ data: Data, to socket: Int32) {
        data.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = Glibc.send(
                    socket, bytes.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                sent += count
            }
        }
    }

    /// All that comes; nil when it does not come in time.
    private static func received(from socket: Int32) -> Data? {
        var data = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count > 0 {
                data.append(contentsOf: buffer[..<count])
            } else if count == 0 {
                return data
            } else if errno != EINTR {
                return nil
            }
        }
    }

    /// How a child ended: a clause.
    private static func ended(_ child: pid_t) -> String {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        switch signal {
        case 0: return "its reader gave up (exit \((status >> 8) & 0xFF))"
        case SIGXCPU, SIGKILL:
            return "it takes more than \(seconds) s of time, or more memory than any article"
        default: return "its reader was ended by signal \(signal)"
        }
    }
}
