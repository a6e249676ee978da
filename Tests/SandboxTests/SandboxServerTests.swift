// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NIOCore
import NIOPosix
import SandboxSupport
import ServiceLifecycle
import Testing

@testable import Sandbox

@Suite("The sandbox server")
struct SandboxServerTests {
    @Test("keeps pipelined messages as files and stops when asked")
    func keeps() async throws {
        try await withSandbox { port, directory in
            let transcript = try await talk(to: port, messages: 3)
            #expect(transcript.components(separatedBy: "250 2.0.0 Kept as").count == 4)
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(files.count == 3)
            let text = try String(contentsOf: directory.appending(path: files[0]), encoding: .utf8)
            #expect(
                text
                    == "Return-Path: <a@news.test>\r\nDelivered-To: ann@inbox.test\r\nSubject: x\r\n\r\n.hello\r\n"
            )
        }
    }

    @Test("keeps messages where nobody else reads them, from the first byte on and whatever the mask is")
    func isPrivate() throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "maildir-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: place) }
        func modes(_ path: String, _ folders: [String]) throws -> [Int?] {
            try folders.map {
                try FileManager.default.attributesOfItem(atPath: path + $0)[.posixPermissions] as? Int
            }
        }
        let before = umask(0)
        defer { umask(before) }
        let maildir = try Maildir(path: place)
        #expect(try modes(place, ["", "/tmp", "/new", "/cur"]) == [0o700, 0o700, 0o700, 0o700])
        let message = SandboxMessage(
            sender: "a@news.test", recipients: ["ann@inbox.test"], content: Array("Subject: x\r\n\r\n".utf8))
        let name = try maildir.keep(message)
        // It was moved there when it was whole, so what it has now it had from the start.
        #expect(try modes(place, ["/new/\(name)"]) == [0o600])
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(place)/tmp") == [])
    }

    @Test("does not listen beyond loopback")
    func loopback() {
        #expect(throws: SandboxServer.Fault.self) {
            try SandboxServer(host: "0.0.0.0", port: 0, maildir: "/nowhere", logger: Logger(label: "test"))
        }
    }

    private func talk(to port: Int, messages: Int) async throws -> String {
        let client = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await client.executeThenClose { inbound, outbound in
            let message =
                "MAIL FROM:<a@news.test>\r\nRCPT TO:<ann@inbox.test>\r\nDATA\r\nSubject: x\r\n\r\n..hello\r\n.\r\n"
            let all = "EHLO me\r\n" + String(repeating: message, count: messages) + "QUIT\r\n"
            try await outbound.write(ByteBuffer(string: all))
            var transcript = ""
            for try await bytes in inbound { transcript += String(buffer: bytes) }
            return transcript
        }
    }
}
