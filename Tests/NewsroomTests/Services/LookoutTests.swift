// SPDX-License-Identifier: Apache-2.0
import NewsroomSupport
import Sender
import Subscribers
import Testing

@testable import Newsroom

@Suite("A service looks into the database")
struct LookoutTests {
    private let place: TemporaryNewsroom
    private let hands = TurnedClock(at: 1_800_000_000_000)
    private var newsroom: Newsroom { place.newsroom }

    init() async throws { place = try await TemporaryNewsroom(readers: 1, clock: hands.clock) }

    @Test("at first, and then not until somebody has changed something")
    func changes() async throws {
        var lookout = Lookout()
        var looks = [lookout.isDue(at: newsroom), lookout.isDue(at: newsroom)]
        try await newsroom.people.create(MailingList(name: "evening", title: "Evening"))
        looks += [lookout.isDue(at: newsroom), lookout.isDue(at: newsroom)]
        #expect(looks == [true, false, true, false])
    }

    @Test("when something is due, and as long as it is")
    func times() {
        var lookout = Lookout()
        var looks = [lookout.isDue(at: newsroom)]
        lookout.note(due: newsroom.context.clock.now + 1000)
        looks.append(lookout.isDue(at: newsroom))
        hands.turn(by: .seconds(1))
        looks.append(lookout.isDue(at: newsroom))
        lookout.note(due: newsroom.context.clock.now)
        looks.append(lookout.isDue(at: newsroom))
        #expect(looks == [true, false, true, true])
    }

    @Test("and now and then all the same")
    func longest() {
        var lookout = Lookout()
        var looks = [lookout.isDue(at: newsroom)]
        hands.turn(by: Lookout.longest)
        looks += [lookout.isDue(at: newsroom), lookout.isDue(at: newsroom)]
        #expect(looks == [true, true, false])
    }
}
