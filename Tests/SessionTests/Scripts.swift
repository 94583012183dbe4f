import Diagnostics
import Engine
import Glibc
import Session
import Syntax

/// An evaluator without verbs, whose chance is fixed.
func plainEvaluator() -> Evaluator {
  let evaluator = Evaluator(
    catalogue: Catalogue(
      verbs: [PickVerb(), PutVerb()], functions: [LoadLike(), ReadBackFunction()]))
  evaluator.drawSeed = { 4711 }
  return evaluator
}

func script(_ text: String, name: String = "test.ogive") throws -> Script {
  try Parser.parse(SourceText(name: name, text: text))
}

/// The text with its recorded outputs.
func recorded(_ text: String) throws -> String {
  let (text, _) = try Recorder(plainEvaluator()).record(try script(text)) { _ in }
  return text ?? ""
}

/// What verifying a text says.
func verdict(_ text: String, folder: String? = nil) throws -> Verdict {
  Verifier(plainEvaluator).verify(try script(text), folder: folder)
}

/// A folder that is gone after `body`.
func withFolder<T>(_ body: (String) throws -> T) throws -> T {
  var template = Array("/tmp/ogive-session-XXXXXX".utf8CString)
  let folder = template.withUnsafeMutableBufferPointer {
    $0.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
  }
  defer {
    if let handle = opendir(folder) {
      while let entry = readdir(handle) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        unlink(folder + "/" + name)
      }
      closedir(handle)
    }
    rmdir(folder)
  }
  return try body(folder)
}
