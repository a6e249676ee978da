// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Newsroom

@Suite("The service manager")
struct ServiceManagerTests {
    @Test("is told by a datagram, under a path and under a name in no directory", arguments: [false, true])
    func datagram(isAbstract: Bool) throws {
        let socket = try ManagerSocket(isAbstract: isAbstract)
        let manager = try #require(ServiceManager(["NOTIFY_SOCKET": socket.address], process: 7))
        manager.tell(.ready, .status("answers\nreaders"))
        manager.tell(.reloading(at: .init(microseconds: 12)))
        manager.tell(.watchdog)
        manager.tell(.stopping)
        #expect(
            socket.heard() == [
                "READY=1\nSTATUS=answers readers", "RELOADING=1\nMONOTONIC_USEC=12", "WATCHDOG=1",
                "STOPPING=1",
            ])
    }

    @Test("is not there without an address, or with one of a kind that we do not know")
    func absent() {
        #expect(ServiceManager([:], process: 7) == nil)
        for address in ["", "relative", "vsock:2:9", "/" + String(repeating: "a", count: 107)] {
            #expect(ServiceManager(["NOTIFY_SOCKET": address], process: 7) == nil, "\(address)")
        }
    }

    @Test("that is gone is not missed")
    func gone() throws {
        try #require(ServiceManager(["NOTIFY_SOCKET": "/nowhere/at/all"], process: 7)).tell(.ready)
    }

    @Test("waits for this process alone", arguments: [(nil, true), ("7", true), ("8", false)])
    func watchdog(process: String?, isOurs: Bool) throws {
        var environment = ["NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "60000000"]
        environment["WATCHDOG_PID"] = process
        let manager = try #require(ServiceManager(environment, process: 7))
        #expect(manager.watchdog == (isOurs ? .seconds(60) : nil))
    }
}
