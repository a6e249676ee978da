// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Sender

@Suite("Providers that are counted by name")
struct LargeProvidersTests {
    @Test("are all of a small newsroom's, at once")
    func small() {
        var providers = LargeProviders()
        #expect((0..<40).allSatisfy { providers.name(of: "p\($0).test") == "p\($0).test" })
        #expect(providers.name(of: "") == LargeProviders.others)
    }

    @Test("are the frequent ones among a hundred thousand domains, and a hundred at most")
    func frequent() {
        var providers = LargeProviders(named: Set((0..<40).map { "known\($0).test" }))
        var names: Set<String> = []
        for number in 0..<100_000 {
            names.insert(providers.name(of: "domain\(number).test"))
            // One message in ten is for the one, and one in a hundred for the other.
            if number % 10 == 0 { names.insert(providers.name(of: "large.test")) }
            if number % 100 == 0 { names.insert(providers.name(of: "middling.test")) }
        }
        #expect(names == [LargeProviders.others, "large.test", "middling.test"])
        for number in 0..<200 { for _ in 0..<100 { names.insert(providers.name(of: "many\(number).test")) } }
        #expect(names.count == 1 + 60, "forty have names already")
        #expect(providers.name(of: "large.test") == "large.test")
    }
}
