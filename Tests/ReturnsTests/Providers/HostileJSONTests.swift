// SPDX-License-Identifier: Apache-2.0
import MailFormat
import SeededRandom
import Testing

@testable import Returns

@Suite("Bodies that mean harm")
struct HostileJSONTests {
    private func fault(_ body: some Sequence<UInt8>, _ provider: MailProvider = .sendgrid) -> ProviderFault? {
        do throws(ProviderFault) {
            _ = try ProviderEvent.all(in: Array(body), from: provider)
            return nil
        } catch {
            return error
        }
    }

    @Test("are refused when they are deep, whatever they are made of")
    func deep() {
        let limit = ProviderFault.tooComplex(values: ProviderJSON.mostValues, depth: ProviderJSON.deepest)
        for open in ["[", "{\"a\":", "[{\"a\":"] {
            #expect(fault(String(repeating: open, count: 100_000).utf8) == limit)
        }
        let inner = String(repeating: "[", count: 30) + String(repeating: "]", count: 30)
        #expect(fault(#"[{"event": "open", "a": \#(inner)}]"#.utf8) == nil)
        #expect(fault(#"[{"event": "open", "a": [\#(inner)]}]"#.utf8) == limit)
        let text = String(repeating: "[{", count: 1000)
        #expect(fault(#"{"event": "\#(text)\\\""}"#.utf8) == nil)
    }

    @Test("are refused when they are long or many")
    func large() {
        let bytes = [UInt8](repeating: 0x20, count: ProviderJSON.mostBytes + 1)
        #expect(fault(bytes) == .tooLarge(limit: ProviderJSON.mostBytes))
        let complex = ProviderFault.tooComplex(values: ProviderJSON.mostValues, depth: ProviderJSON.deepest)
        #expect(fault("[\(String(repeating: "0,", count: 600_000))0]".utf8) == complex)
        func many(_ count: Int, _ separator: String) -> String {
            [String](repeating: #"{"event":"open"}"#, count: count).joined(separator: separator)
        }
        #expect(fault("[\(many(10_000, ","))]".utf8) == nil && fault(many(10_000, "\n").utf8) == nil)
        #expect(fault("[\(many(10_001, ","))]".utf8) == .tooMany(limit: 10_000))
        #expect(fault(many(10_001, "\n").utf8) == .tooMany(limit: 10_000))
        let recipients = [String](repeating: "{}", count: 10_001).joined(separator: ",")
        let bounce = #"{"eventType": "Bounce", "bounce": {"bouncedRecipients": [\#(recipients)]}}"#
        #expect(fault(bounce.utf8, .ses) == .tooMany(limit: 10_000))
    }

    @Test(
        "are refused when they are no JSON",
        arguments: [
            "x", "1", "\"a\"", "null", "{", "[{]}", "]", "}{", "{\"a\"}", "[,1]", "{\"a\": tru}",
            "{\"a\": \"\u{1}\"}", "{\"a\": 'b'}", "{\"a\": \"\\x\"}", "{\"a\": \"\\ud800\"}", "[01]", "[+1]",
            "[.5]",
            "[NaN]", "\"", "{\"a\": \"\\\"}",
        ])
    func notJSON(body: String) {
        #expect(fault(body.utf8) == .notJSON(text: 1))
    }

    @Test("are refused when they are empty, or no UTF-8")
    func bytes() {
        #expect(fault([]) == .empty && fault(" \r\n\t".utf8) == .empty)
        #expect(fault([0x7B, 0x22, 0xFF, 0x22, 0x7D]) == .notUTF8)
        #expect(fault([0x7B, 0x00, 0x7D, 0x00]) == .notUTF8)
        #expect(fault([0xED, 0xA0, 0x80]) == .notUTF8)
        #expect(fault([0xEF, 0xBB, 0xBF] + Array("{}".utf8)) == .notJSON(text: 1))
        for rest in ["\n{", ",{}", "]", "x", "\n{\"a\": }"] {
            #expect(fault("{\"event\": \"open\"}\(rest)".utf8) == .notJSON(text: 2))
        }
    }

    @Test(
        "have numbers that are no time and no code",
        arguments: [
            "1e308", "-1", "0", "9223372036854775807", "-9223372036854775808", "1e-400", "0.1", "true",
            "null",
        ])
    func numbers(number: String) throws {
        let body = #"{"event": "bounce", "type": "bounce", "timestamp": \#(number), "email": \#(number)}"#
        let told = try events(.sendgrid, body)
        #expect(told.first?.at == nil && told.first?.recipient == nil)
        let data = #""event": "failed", "timestamp": \#(number), "delivery-status": {"code": \#(number)}"#
        #expect(try events(.mailgun, #"{"event-data": {\#(data)}}"#).first?.failure?.reply == nil)
        #expect(try events(.brevo, #"{"event": "spam", "ts_epoch": \#(number)}"#).first?.at == nil)
    }

    @Test(
        "may have numbers that are too large for any type",
        arguments: ["1e999", "99999999999999999999", "-1e9999"])
    func hugeNumbers(number: String) {
        let body = #"{"event": "open", "timestamp": \#(number)}"#
        let told = try? events(.sendgrid, body)
        #expect(told?.first?.at == nil)
        let digits = String(repeating: "9", count: 100_000)
        #expect((try? events(.sendgrid, #"{"event": "open", "timestamp": \#(digits)}"#))?.first?.at == nil)
    }

    @Test(
        "have times in any zone, or none that is one",
        arguments: [
            ("2026-11-29T06:00:00Z", 1_795_932_000_000), ("2026-11-29 06:00:00z", 1_795_932_000_000),
            ("2026-11-29T06:00:00.5+00:00", 1_795_932_000_500),
            ("2026-11-29T01:00:00.12345678-0500", 1_795_932_000_123),
            ("2026-11-29T11:30:00+05:30", 1_795_932_000_000), ("1795932000.5", 1_795_932_000_500),
            ("2026-11-29T06:00:00", nil), ("2026-02-30T06:00:00Z", nil), ("2026-11-29T24:00:00Z", nil),
            ("2026-11-29T06:00:00+1", nil), ("2026-11-29T06:0é:00Z", nil), ("2026-11-29T06:00:00Z ", nil),
            ("2026-11-29T06:00:00.Z0", nil), ("9999-99-99T99:99:99Z", nil), ("+1-2-3T+4:+5:+6.7Z+", nil),
            ("", nil), ("nan", nil), ("inf", nil),
        ] as [(String, Int64?)])
    func times(text: String, expected: Int64?) {
        #expect(ProviderJSON.text(text).moment == expected)
    }

    @Test("have one value for a field that is written twice")
    func duplicates() throws {
        let told = try events(
            .sendgrid, #"{"event": "open", "event": "bounce", "email": "a@b.test", "email": 1}"#)
        #expect(told.count == 1)
    }

    @Test("have values of the wrong type, which are passed over")
    func types() throws {
        let values = ["null", "7", "true", "\"x\"", "[]", "{}", "[[]]", "{\"a\": 1}", "\"\""]
        for value in values {
            let bodies: [(MailProvider, String)] = [
                (.ses, #"{"eventType": "Bounce", "bounce": VALUE, "mail": VALUE}"#),
                (.ses, #"{"eventType": "Bounce", "bounce": {"bouncedRecipients": [VALUE]}}"#),
                (.ses, #"{"eventType": "Open", "mail": {"headers": VALUE, "tags": VALUE}}"#),
                (.ses, #"{"eventType": "Subscription", "subscription": {"newTopicPreferences": VALUE}}"#),
                (
                    .postmark,
                    #"{"RecordType": "Bounce", "Type": "Blocked", "Details": VALUE, "Metadata": VALUE}"#
                ),
                (.sendgrid, #"{"event": "dropped", "reason": VALUE, "category": VALUE, "status": VALUE}"#),
                (.mailgun, #"{"event-data": {"event": "failed", "delivery-status": VALUE, "tags": VALUE}}"#),
                (.brevo, #"{"event": "hard_bounce", "reason": VALUE, "tags": VALUE, "ts_epoch": VALUE}"#),
                (
                    .sparkpost,
                    #"{"msys": {"e": {"type": "bounce", "bounce_class": VALUE, "rcpt_meta": VALUE}}}"#
                ),
            ]
            for (provider, body) in bodies {
                #expect(try events(provider, body.replacing("VALUE", with: value)).count == 1, "\(body)")
            }
        }
    }

    @Test(
        "say what is missing and where",
        arguments: [
            (.sendgrid, #"[{"event": "open"}, {"event": "open"}, {}]"#, "SendGrid event 3 has no “event”"),
            (.sendgrid, "[1]", "SendGrid event 1 is no object"),
            (.ses, "{}", "Amazon SES event 1 has no “eventType”"),
            (.postmark, "{}\n", "Postmark event 1 has no “RecordType”"),
            (.postmark, #"{"RecordType": "Bounce"}"#, "Postmark event 1 has no “Type”"),
            (.mailgun, #"{"event": "failed"}"#, "Mailgun event 1 has no “event-data”"),
            (.mailgun, #"{"event-data": {}}"#, "Mailgun event 1 has no “event-data.event”"),
            (.brevo, #"{"event": ""}"#, "Brevo event 1 has no “event”"),
            (.sparkpost, "[{}]", "SparkPost event 1 has no “msys”"),
            (
                .sparkpost, #"[{"msys": {"message_event": {}}}]"#,
                "SparkPost event 1 has no “msys.message_event.type”"
            ),
        ] as [(MailProvider, String, String)])
    func faults(provider: MailProvider, body: String, expected: String) {
        #expect(fault(body.utf8, provider)?.description == expected)
    }

    @Test("are read or refused, whatever was changed in them")
    func mutations() {
        let body = Array(
            """
            {"event":"bounce","email":"ann@inbox.test","timestamp":1795932000,"reason":"550 5.1.1 é",
            "category":["a"],
            "msys":{"e":{"type":"bounce","bounce_class":"10"}},
            "event-data":{"event":"failed","timestamp":1.5e9},
            "eventType":"Bounce","bounce":{"bouncedRecipients":[{"status":"5.1.1"}],
            "timestamp":"2026-11-29T06:00:00Z"},
            "RecordType":"Bounce","Type":"Notification","TopicArn":"a","MessageId":"b",
            "Message":"{\\"eventType\\":\\"Open\\"}"}
            """.utf8)
        var random = SeededGenerator(seed: 7)
        var read = 0
        for round in 0..<3_000 {
            var changed = body
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: changed.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
                case 1: changed.remove(at: place)
                default: changed.insert(body.randomElement(using: &random) ?? 0, at: place)
                }
            }
            let providers = MailProvider.allCases
            if fault(changed, providers[round % providers.count]) == nil { read += 1 }
            _ = try? SNSMessage(changed)
        }
        #expect(read > 0 && read < 3_000)
    }
}
