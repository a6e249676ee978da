import Testing

@testable import Sender

@Suite("Connections by feedback")
struct ConnectionFeedbackTests {
    @Test("grow with success, up to the relay's limit")
    func grows() {
        var feedback = ConnectionFeedback(limit: 20)
        #expect(feedback.allowed == 5)
        for _ in 0..<6 { feedback.succeeded() }
        #expect(feedback.allowed == 6)
        for _ in 0..<1_000 { feedback.succeeded() }
        #expect(feedback.allowed == 20)
    }

    @Test("shrink when the relay throttles, to one at the least, and come back")
    func shrinks() {
        var feedback = ConnectionFeedback(limit: 10)
        for _ in 0..<100 { feedback.succeeded() }
        for _ in 0..<11 { feedback.throttled() }
        #expect(feedback.allowed == 8)
        for _ in 0..<1_000 { feedback.throttled() }
        #expect(feedback.allowed == 1)
        for _ in 0..<100 { feedback.succeeded() }
        #expect(feedback.allowed == 10)
    }

    @Test("never pass a small limit")
    func small() {
        var feedback = ConnectionFeedback(limit: 2)
        #expect(feedback.allowed == 2)
        for _ in 0..<100 { feedback.succeeded() }
        #expect(feedback.allowed == 2)
    }
}
