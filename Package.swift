// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A target in `Sources`; `docs/architecture.md` draws the arrows between them.
func module(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// Tests mirror targets: `Tests/<Target>Tests`.
func tests(
    of name: String, _ dependencies: [Target.Dependency] = [], fixtures: Bool = false
) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.target(name: name)] + dependencies,
        exclude: fixtures ? ["Fixtures"] : [], swiftSettings: settings)
}

/// A C library of Debian's with typed shims for what Swift cannot call.
func shim(_ name: String, links libraries: String...) -> Target {
    .target(name: name, linkerSettings: libraries.map { .linkedLibrary($0) })
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "daybreak",
    products: [.executable(name: "daybreak", targets: ["daybreak"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        shim("CAres", links: "cares"),
        shim("CCurl", links: "curl"),
        shim("CConfine"),
        shim("CCMark", links: "cmark-gfm", "cmark-gfm-extensions"),
        shim("CGD"),
        shim("CGumbo", links: "gumbo"),
        shim("CICal"),
        shim("CIDN", links: "idn2"),
        shim("CMemory"),
        shim("COpenSSL", links: "crypto"),
        shim("CPQ", links: "pq"),
        shim("CPSL", links: "psl"),
        shim("CTimex"),
        .systemLibrary(name: "CXML", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),

        module("MailFormat", ["CIDN", "COpenSSL"]),
        module(
            "Composer", ["MailFormat", "CCMark", "CGumbo", "CXML", mustache, yams],
            resources: [.embedInCode("Words/Languages")]),
        module("Pictures", ["CGD"]),
        module("Subscribers", ["MailFormat"]),
        module("Returns", ["MailFormat", "COpenSSL"]),
        module("Threads", []),
        module("Sender", ["MailFormat", "Threads"]),
        module("CurlTransport", ["Sender", "Threads", "MailFormat", "CCurl"]),
        module("DomainRecords", ["CAres", "CPSL"]),
        module("PostgresWire", ["Sender", "MailFormat", "Threads", "CPQ"]),
        module("SQLiteStore", ["Composer", "Subscribers", "Sender", "MailFormat", grdb, sqlite]),
        module(
            "Newsroom",
            [
                "Composer", "Pictures", "Returns", "Subscribers", "Sender", "CurlTransport", "DomainRecords",
                "SQLiteStore", "PostgresWire",
                "Threads", "MailFormat", "CConfine", "CICal", "CMemory", "CTimex", lifecycle, logging,
                signals,
            ]),
        module(
            "Web",
            [
                "Newsroom", "Composer", "Returns", "Sender", "Subscribers", "MailFormat", hummingbird,
                hummingbirdCore,
                lifecycle, logging, mustache, nioCore, nioHTTP, nioPosix,
            ], resources: [.embedInCode("Templates")]),
        module("Sandbox", [nioCore, nioPosix, lifecycle, logging]),
        .executableTarget(
            name: "daybreak",
            dependencies: [
                "Newsroom", "Web", "Sandbox", "Composer", "MailFormat", "Returns", "Sender", "Subscribers",
                arguments,
                lifecycle, logging, signals,
            ],
            swiftSettings: settings),

        .target(
            name: "OutboxContract", dependencies: ["Sender", "MailFormat"],
            path: "Tests/OutboxContract", swiftSettings: settings),
        .target(
            name: "NameServiceContract", dependencies: ["DomainRecords"],
            path: "Tests/NameServiceContract", swiftSettings: settings),
        .target(
            name: "NewsroomSupport",
            dependencies: ["Newsroom", "Composer", "Sender", "Subscribers", "MailFormat"],
            path: "Tests/NewsroomSupport", swiftSettings: settings),
        .target(
            name: "PostgresSupport", dependencies: ["CPQ"], path: "Tests/PostgresSupport",
            swiftSettings: settings),
        .target(
            name: "SandboxSupport", dependencies: ["Sandbox", lifecycle, logging],
            path: "Tests/SandboxSupport", swiftSettings: settings),
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: settings),
        .target(
            name: "SenderSupport", dependencies: ["Sender", "Threads"],
            path: "Tests/SenderSupport", swiftSettings: settings),
        .executableTarget(
            name: "confined", dependencies: ["CConfine"], path: "Tests/Confined", swiftSettings: settings),
        .executableTarget(name: "fast-sink", path: "Tests/FastSink", swiftSettings: settings),
        .executableTarget(
            name: "composer-bench", dependencies: ["Composer", "MailFormat", "Subscribers"],
            path: "Tests/ComposerBench", swiftSettings: settings),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Composer", "Returns", "Subscribers", "SQLiteStore", "MailFormat", "SeededRandom",
            ],
            path: "Tests/Fuzz",
            swiftSettings: settings),
        .executableTarget(
            name: "simulator",
            dependencies: [
                "Newsroom", "Composer", "CurlTransport", "MailFormat", "SQLiteStore", "Sender", "Subscribers",
                "Threads", "NewsroomSupport", "SeededRandom", "SenderSupport", grdb, logging,
            ],
            path: "Tests/Simulator",
            swiftSettings: settings),

        tests(of: "MailFormat", ["SeededRandom"]),
        tests(
            of: "PostgresWire", ["MailFormat", "OutboxContract", "PostgresSupport", "SeededRandom", "Sender"]),
        tests(of: "Composer", ["MailFormat", "SeededRandom"], fixtures: true),
        tests(of: "Subscribers", ["MailFormat", "SeededRandom"], fixtures: true),
        tests(of: "Returns", ["COpenSSL", "MailFormat", "SeededRandom"]),
        tests(of: "Pictures", ["CGD"]),
        tests(of: "Threads"),
        tests(of: "Sender", ["OutboxContract", "SenderSupport", "Threads", "MailFormat"]),
        tests(of: "CurlTransport", ["CCurl", "OutboxContract", "Sender", "Threads", "MailFormat"]),
        tests(of: "DomainRecords", ["NameServiceContract"]),
        tests(
            of: "SQLiteStore",
            [
                "OutboxContract", "SeededRandom", "Composer", "Subscribers", "Sender", "MailFormat", grdb,
            ], fixtures: true),
        tests(
            of: "Newsroom",
            [
                "NameServiceContract", "NewsroomSupport", "Composer", "CurlTransport", "DomainRecords",
                "SandboxSupport", "SQLiteStore", "Subscribers", "Sender", "MailFormat",
                lifecycle, logging,
            ]),
        tests(
            of: "Web",
            [
                "NewsroomSupport", "Newsroom", "Composer", "SQLiteStore", "Sender", "Subscribers",
                "MailFormat", hummingbird, logging, nioCore, nioEmbedded, nioHTTP, nioPosix,
            ]),
        tests(of: "daybreak"),
        .testTarget(
            name: "SimulatorTests", dependencies: ["simulator"], path: "Tests/SimulatorTests",
            swiftSettings: settings),
        tests(of: "Sandbox", ["SandboxSupport", nioCore, nioPosix, lifecycle, logging]),
    ]
)
