// SPDX-License-Identifier: Apache-2.0

/// Mail programs, each on the platforms it was tested on. Those that rules name have names here; `families` has all.
struct Clients: OptionSet, Hashable {
    /// One bit for each, in the order of the table's letters.
    let rawValue: UInt64

    /// Gmail in a browser.
    static let gmailWeb = Clients(bit: 0)
    /// Gmail on iPhones.
    static let gmailIOS = Clients(bit: 1)
    /// Gmail on Android.
    static let gmailAndroid = Clients(bit: 2)
    /// Outlook for Windows that sets with Word, the latest of 2007 to 2024.
    static let outlookWindows = Clients(bit: 4)
    /// Outlook.com, which the new Outlook for Windows shows too.
    static let outlookCom = Clients(bit: 5)
    /// Apple Mail on Macs.
    static let appleMacOS = Clients(bit: 9)
    /// Apple Mail on iPhones.
    static let appleIOS = Clients(bit: 10)
    /// Yahoo in a browser.
    static let yahooWeb = Clients(bit: 11)

    /// Families and their platforms, in the order of the bits.
    private static let families: [(name: String, platforms: [String])] = [
        ("Gmail", ["web", "iOS", "Android", "mobile web"]),
        ("Outlook", ["Windows", "Outlook.com", "macOS", "iOS", "Android"]),
        ("Apple Mail", ["macOS", "iOS"]),
        ("Yahoo", ["web", "iOS", "Android"]),
        ("AOL", ["web", "iOS", "Android"]),
        ("Proton Mail", ["web", "iOS", "Android"]),
        ("GMX", ["web", "iOS", "Android"]),
        ("WEB.DE", ["web", "iOS", "Android"]),
        ("Orange", ["web", "iOS", "Android"]),
        ("Samsung Email", [""]), ("Thunderbird", [""]), ("Fastmail", [""]), ("HEY", [""]), ("Mail.ru", [""]),
    ]
    /// How many there are.
    static let count = families.reduce(0) { $0 + $1.platforms.count }

    /// The names for people: `Gmail` for all of its platforms, `Outlook (Windows)`, `Outlook.com`.
    var names: [String] {
        var first = 0
        return Self.families.flatMap { name, platforms in
            let here = platforms.indices.filter { contains(Clients(bit: first + $0)) }
            first += platforms.count
            if here.count == platforms.count { return [name] }
            return here.map { platforms[$0].hasPrefix(name) ? platforms[$0] : "\(name) (\(platforms[$0]))" }
        }
    }
}

extension Clients {
    private init(bit: Int) {
        self.init(rawValue: 1 << UInt64(bit))
    }

    /// The clients that have a given letter.
    init(_ letters: String, where letter: Character) {
        self.init(letters.enumerated().filter { $0.element == letter }.map { Clients(bit: $0.offset) })
    }
}
