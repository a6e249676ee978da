// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import MailFormat
import Testing

@testable import CurlTransport

@Suite("The certificate of a web server")
struct WebCertificateTests {
    @Test("is read from OpenSSL's own server, though nobody signed it")
    func end() async throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let pem = place.appending(path: "pem").path
        try run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "5",
            "-subj", "/CN=news.test", "-keyout", pem, "-out", pem + ".crt",
        ])
        let server = Process()
        server.executableURL = URL(filePath: "/usr/bin/openssl")
        let port = Int.random(in: 20_000..<30_000)
        server.arguments = [
            "s_server", "-accept", "127.0.0.1:\(port)", "-key", pem, "-cert", pem + ".crt", "-www",
        ]
        (server.standardOutput, server.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try server.run()
        // It has the tests' mask of signals, which keeps others off.
        defer { kill(server.processIdentifier, SIGKILL) }
        var found: CalendarDay?
        for _ in 0..<100 where found == nil {
            found = await WebCertificate.end(at: "https://127.0.0.1:\(port)")
            if found == nil { try await Task.sleep(for: .milliseconds(100)) }
        }
        let today = Int(Date().timeIntervalSince1970) / 86_400
        #expect([5, 6].contains((found?.daysSince1970 ?? 0) - today), "\(String(describing: found))")
        #expect(await WebCertificate.end(at: "https://127.0.0.1:9") == nil)
        #expect(await WebCertificate.end(at: "http://127.0.0.1:\(port)") == nil)
    }

    private func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
