import CFuzzer
import Glibc

/// The fuzzer of the readers, with libFuzzer's own arguments. `scripts/fuzz` builds and runs it.
///
/// The target is named by the environment, for libFuzzer starts more of its kind with arguments that it makes.
///
/// A target takes the bytes of an input and traps where something isn't as it must be; libFuzzer keeps that input.
@main
struct Fuzzer {
  static let targets: [String: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32] = [
    "csv": { bytes, count in
      checkCSV(UnsafeBufferPointer(start: bytes, count: count))
      return 0
    },
    "json": { bytes, count in
      checkJSON(UnsafeBufferPointer(start: bytes, count: count))
      return 0
    },
    "gzip": { bytes, count in
      checkGzip(UnsafeBufferPointer(start: bytes, count: count))
      return 0
    },
  ]

  static func main() {
    let name = getenv("OGIVE_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = targets[name] else {
      print("OGIVE_FUZZ_TARGET must be one of \(targets.keys.sorted().joined(separator: ", "))")
      exit(64)
    }
    var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
    exit(ogive_fuzz(Int32(arguments.count - 1), &arguments, target))
  }
}

/// Ends the process if a promise is broken; libFuzzer writes down the input that did it.
func expect(_ isKept: Bool, _ promise: @autoclosure () -> String) {
  if !isKept { fatalError("broken: \(promise())") }
}
