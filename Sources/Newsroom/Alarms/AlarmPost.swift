// SPDX-License-Identifier: Apache-2.0
import CurlTransport
import MailFormat
import Sender

/// Tells of alarms by posting them, each on its own, signed as Standard Webhooks has it
/// (github.com/standard-webhooks/standard-webhooks, spec).
struct AlarmPost {
    private let webhook: AlarmSettings.Webhook
    private let clock: WallClock

    init(_ webhook: AlarmSettings.Webhook, clock: WallClock) {
        self.webhook = webhook
        self.clock = clock
    }

    private static let timeout: Duration = .seconds(15)

    /// - Returns: why one could not be posted; nil when all were. Those before it are posted again, under the same number.
    func send(_ notices: [AlarmNotice]) async -> String? {
        for notice in notices {
            do {
                var request = try request(for: notice)
                request.timeout = Self.timeout
                let answer = try await request.send()
                guard answer.isSuccess else { return "it answers with status \(answer.status)" }
            } catch let error as WebRequest.Failure {
                return error.why
            } catch {
                return Explanation.sentence(of: error)
            }
        }
        return nil
    }

    /// The request, with what shows that it is ours. Its id stays the same when it is posted again; the time is part of it because the
    /// database gives a row's number again once that row is gone.
    func request(for notice: AlarmNotice) throws -> WebRequest {
        let body = Array(try JSONText.of(notice.json).utf8)
        let (id, seconds) = ("alarm-\(notice.id)-\(notice.at)", clock.now / 1000)
        let code = HMACSHA256(webhook.secret).code(of: Array("\(id).\(seconds).".utf8) + body)
        return WebRequest(
            "POST", webhook.url,
            fields: [
                "Content-Type: application/json", "webhook-id: \(id)", "webhook-timestamp: \(seconds)",
                "webhook-signature: v1,\(Base64.text(of: code))",
            ], body: body)
    }
}

extension AlarmNotice {
    /// `type` (alarm.raised, alarm.reminder, alarm.cleared), `timestamp`, and the alarm as `data`.
    var json: JSONValue {
        ["type": .text("alarm.\(event.rawValue)"), "timestamp": .time(at), "data": alarm.json]
    }
}
