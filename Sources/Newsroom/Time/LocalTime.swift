/// A time as an editor says it, and the instant it is.
public struct LocalTime: Hashable, Sendable {
    /// Milliseconds since 1970. Of an hour that a clock shows twice, the first.
    public let instant: Int64
    /// Where.
    public let zone: NamedZone

    /// Reads `2026-11-24 06:00` as the clocks of a zone show it.
    /// - Parameter zone: an IANA name, `America/New_York`.
    public init(_ text: String, in zone: String) throws {
        let place: NamedZone
        do { place = try NamedZone.ofPlace(zone) } catch { throw NewsroomError(.usage, "\(error)") }
        try self.init(text, in: place)
    }

    /// The same of a zone that is known.
    public init(_ text: String, in zone: NamedZone) throws {
        let numbers = text.split { " T-:".contains($0) }.map { Int($0) }
        guard numbers.count == 5, text.count == 16, let year = numbers[0], let month = numbers[1],
            let day = numbers[2],
            let hour = numbers[3], let minute = numbers[4]
        else { throw NewsroomError(.usage, "“\(text)” is no time: write it like “2026-11-24 06:00”") }
        let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute)
        guard (1...12).contains(month), time.exists, let instant = zone.instants(of: time).first else {
            throw NewsroomError(
                .usage,
                "“\(text)” does not exist in \(zone.name): no such day, or clocks skip it when they go forward"
            )
        }
        self.instant = instant
        self.zone = zone
    }
}
