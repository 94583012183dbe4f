// swift-tools-version: 6.2
import PackageDescription

// What the Fortran library uses on Intel and AMD for numbers of 128 bits; elsewhere the C library has them.
#if arch(x86_64)
let quadPrecision = [":libquadmath.a"]
#else
let quadPrecision: [String] = []
#endif

// One line a module: its name, then what it uses. The order is the layering: a module uses only what
// stands above it. `scripts/test` builds with the explicit import check, so nothing else can be imported.
// README.md says in a line each what the modules are.
//
// `links` names archives (`:libX.a`) rather than shared libraries: so the command is one file that works
// wherever it is copied to, and the loader doesn't spend 5 ms of each start on OpenBLAS, LAPACK, the
// Fortran library, Boost and what those bring along. Within a line the users stand before what they use.
let modules: [Module] = [
  Module("CInterrupt", .c),
  Module("COpenBLAS", .c, links: [":liblapacke.a", ":libopenblas.a", ":libgfortran.a"] + quadPrecision),
  Module("CFingerprint", .c, links: [":libxxhash.a"]),
  Module("CFiles", .c),
  Module("CZlib", .c, links: [":libz.a"]),
  Module("CSQLite", .c, links: [":libsqlite3.a", "m"]),
  Module("CEdit", .c, links: [":libedit.a", ":libtinfo.a", ":libbsd.a", ":libmd.a"]),
  Module("CGnuplot", .cxx, links: [":libboost_iostreams.a", ":libboost_filesystem.a"]),
  Module("CResources", .c),
  Module("CArithmetic", .c),
  Module("Diagnostics"),
  Module("Cards"),
  Module("Numerics", uses: ["CInterrupt", "COpenBLAS"]),
  Module("Tables", uses: ["Diagnostics", "Numerics", "CFiles", "CFingerprint", "CResources", "CSQLite", "CZlib"]),
  Module("Learn", uses: ["Cards", "Numerics", "Tables"]),
  Module("Plots", uses: ["Cards", "Numerics", "Tables", "CGnuplot"]),
  Module("Syntax", uses: ["Diagnostics"]),
  Module("Engine", uses: ["Cards", "Diagnostics", "Numerics", "Syntax", "Tables", "CArithmetic"]),
  Module("Verbs", uses: ["Cards", "Diagnostics", "Engine", "Learn", "Numerics", "Plots", "Syntax", "Tables"]),
  Module("Session", uses: ["Cards", "Diagnostics", "Engine", "Numerics", "Syntax", "Tables", "CResources"]),
  Module("LineEditor", uses: ["CEdit"]),
  Module("ogive", .command, uses: ["Cards", "Diagnostics", "Engine", "LineEditor", "Numerics", "Plots", "Session", "Syntax", "Tables", "Verbs"]),
]

struct Module {
  enum Kind { case swift, c, cxx, command }
  let name: String
  let kind: Kind
  let uses: [String]
  let links: [String]
  init(_ name: String, _ kind: Kind = .swift, uses: [String] = [], links: [String] = []) {
    (self.name, self.kind, self.uses, self.links) = (name, kind, uses, links)
  }

  var target: Target {
    let dependencies = uses.map { Target.Dependency.target(name: $0) }
    let linked = links.map { LinkerSetting.linkedLibrary($0) }
    switch kind {
    case .c, .cxx:
      return .target(name: name, dependencies: dependencies, linkerSettings: linked)
    case .swift:
      return .target(name: name, dependencies: dependencies, swiftSettings: strict, linkerSettings: linked)
    case .command:
      return .executableTarget(
        name: name,
        dependencies: dependencies + [.product(name: "ArgumentParser", package: "swift-argument-parser")],
        swiftSettings: strict,
        linkerSettings: [.unsafeFlags(commandLinking)])
    }
  }
}

// How the command is linked. At a fixed address: a position-independent executable has some 50,000
// pointers, most of them the Swift library's, that are adjusted at each start (0.7 of 2.4 ms). By lld,
// which comes with the toolchain: it is quicker than the system's linker.
let commandLinking = ["-use-ld=lld", "-Xclang-linker", "-no-pie"]

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// Tests see all that their module sees, without naming each import.
let testing: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]

// A test target mirrors its module and sees what the module sees. The command is tested from outside, as the
// process that it is; its tests need what opens a terminal for it.
let tested = modules.filter { $0.kind == .swift }

// The fuzzer of the readers, which is there for `scripts/fuzz` alone: it needs a compiler with libFuzzer.
let fuzzing: [Target] =
  Context.environment["OGIVE_FUZZING"] == nil
  ? []
  : [
    .target(name: "CFuzzer", path: "scripts/fuzzing/CFuzzer"),
    .executableTarget(
      name: "fuzzer", dependencies: ["CFuzzer", "Diagnostics", "Numerics", "Tables"], path: "scripts/fuzzing/Fuzzer",
      swiftSettings: testing, linkerSettings: [.unsafeFlags(["-use-ld=lld"])]),
  ]

let package = Package(
  name: "ogive",
  products: [.executable(name: "ogive", targets: ["ogive"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: modules.map(\.target)
    + tested.map { module in
      .testTarget(
        name: "\(module.name)Tests",
        dependencies: ([module.name] + module.uses).map { .target(name: $0) },
        swiftSettings: testing)
    }
    + [.testTarget(name: "ogiveTests", dependencies: ["CEdit"], swiftSettings: testing)] + fuzzing,
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c17,
  cxxLanguageStandard: .cxx17
)
