/// Mail programs, each on the platforms it was tested on.
struct Clients: OptionSet, Hashable {
    /// One bit for each, in the order of the table's letters.
    let rawValue: UInt64

    /// Gmail in a browser.
    static let gmailWeb = Clients(bit: 0)
    /// Gmail on iPhones.
    static let gmailIOS = Clients(bit: 1)
    /// Gmail on Android.
    static let gmailAndroid = Clients(bit: 2)
    /// Gmail in a telephone's browser.
    static let gmailMobileWeb = Clients(bit: 3)
    /// Outlook for Windows that sets with Word, the latest of 2007 to 2024.
    static let outlookWindows = Clients(bit: 4)
    /// Outlook.com, which the new Outlook for Windows shows too.
    static let outlookCom = Clients(bit: 5)
    /// Outlook on Macs.
    static let outlookMacOS = Clients(bit: 6)
    /// Outlook on iPhones.
    static let outlookIOS = Clients(bit: 7)
    /// Outlook on Android.
    static let outlookAndroid = Clients(bit: 8)
    /// Apple Mail on Macs.
    static let appleMacOS = Clients(bit: 9)
    /// Apple Mail on iPhones.
    static let appleIOS = Clients(bit: 10)
    /// Yahoo in a browser.
    static let yahooWeb = Clients(bit: 11)
    /// Yahoo on iPhones.
    static let yahooIOS = Clients(bit: 12)
    /// Yahoo on Android.
    static let yahooAndroid = Clients(bit: 13)
    /// AOL in a browser.
    static let aolWeb = Clients(bit: 14)
    /// AOL on iPhones.
    static let aolIOS = Clients(bit: 15)
    /// AOL on Android.
    static let aolAndroid = Clients(bit: 16)
    /// Proton Mail in a browser.
    static let protonWeb = Clients(bit: 17)
    /// Proton Mail on iPhones.
    static let protonIOS = Clients(bit: 18)
    /// Proton Mail on Android.
    static let protonAndroid = Clients(bit: 19)
    /// GMX in a browser.
    static let gmxWeb = Clients(bit: 20)
    /// GMX on iPhones.
    static let gmxIOS = Clients(bit: 21)
    /// GMX on Android.
    static let gmxAndroid = Clients(bit: 22)
    /// WEB.DE in a browser.
    static let webDeWeb = Clients(bit: 23)
    /// WEB.DE on iPhones.
    static let webDeIOS = Clients(bit: 24)
    /// WEB.DE on Android.
    static let webDeAndroid = Clients(bit: 25)
    /// Orange in a browser.
    static let orangeWeb = Clients(bit: 26)
    /// Orange on iPhones.
    static let orangeIOS = Clients(bit: 27)
    /// Orange on Android.
    static let orangeAndroid = Clients(bit: 28)
    /// Samsung Email.
    static let samsung = Clients(bit: 29)
    /// Thunderbird, tested on Macs.
    static let thunderbird = Clients(bit: 30)
    /// Fastmail in a browser.
    static let fastmail = Clients(bit: 31)
    /// HEY in a browser.
    static let hey = Clients(bit: 32)
    /// Mail.ru in a browser.
    static let mailRu = Clients(bit: 33)

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

    /// For people: `Gmail` when it is all of them, `Outlook (Windows)`, `Outlook.com`.
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

    /// Those whose letter is this one.
    init(_ letters: String, where letter: Character) {
        self.init(letters.enumerated().filter { $0.element == letter }.map { Clients(bit: $0.offset) })
    }
}
