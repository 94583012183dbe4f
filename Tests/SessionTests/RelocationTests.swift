import Diagnostics
import Engine
import Glibc
import Session
import Tables
import Testing

/// Sessions that are saved in another folder than the one they were typed in.
///
/// Paths are absolute where a test would need another current folder, which belongs to the whole process.
@Suite struct RelocationTests {
  /// A session that was run from the script `data/first.ogive`, and the folder that both `data` and `out` are in.
  private func withSession(_ script: String, _ body: (Log, String) throws -> Void) throws {
    try withFolder { folder in
      for name in ["data", "data/below", "out"] { mkdir("\(folder)/\(name)", 0o700) }
      try AtomicFile.write("a\n1\n2\n", to: folder + "/data/d.csv")
      try AtomicFile.write("a\n3\n", to: folder + "/data/below/e.csv")
      let log = Log(plainEvaluator())
      let result = log.run(
        SourceText(name: "first.ogive", text: script), folder: folder + "/data"
      ) { _ in }
      if case .failure(let errors) = result { Issue.record("\(errors)") }
      try body(log, folder)
      for name in [
        "data/below/e.csv", "data/below/s.ogive", "data/d.csv", "data/s.ogive", "out/s.ogive",
      ] {
        unlink("\(folder)/\(name)")
      }
      for name in ["data/below", "data", "out"] { rmdir("\(folder)/\(name)") }
    }
  }

  @Test func besideItsDataPathsStay() throws {
    try withSession("t = load(\"d.csv\")\nload(\"below/e.csv\")\n") { log, folder in
      let path = folder + "/data/s.ogive"
      let unfound = try log.save(to: path)
      #expect(unfound.isEmpty)
      let text = try readText(path)
      #expect(text.contains("t = load(\"d.csv\")") && text.contains("load(\"below/e.csv\")"))
      #expect(text.contains("#> data d.csv · 2 rows"))
      #expect(Verifier(plainEvaluator).verify(path).code == .success)
    }
  }

  @Test func belowAndElsewhereItFindsItsData() throws {
    // The current folder holds neither, so what doesn't lie below the script is named in full.
    try withSession("def get() = load(\"d.csv\")\nx = get()\n\"below/e.csv\" | load\n") {
      log, folder in
      for place in ["out", "data/below"] {
        let path = "\(folder)/\(place)/s.ogive"
        let unfound = try log.save(to: path)
        #expect(unfound.isEmpty)
        let text = try readText(path)
        #expect(text.contains("def get() = load(\"\(real(folder))/data/d.csv\")"))
        #expect(text.contains("#> data \(real(folder))/data/d.csv · 2 rows"))
        let below = place == "out" ? "\(real(folder))/data/below/e.csv" : "e.csv"
        #expect(text.contains("\"\(below)\" | load\n#> data \(below) · 1 row"))
        #expect(Verifier(plainEvaluator).verify(path).code == .success)
      }
      // The session itself goes on with the paths as they were typed.
      #expect(log.script.contains("load(\"d.csv\")"))
    }
  }

  @Test func computedPathsAreNamed() throws {
    try withSession("name = \"d\"\nx = load(\"{name}.csv\")\n") { log, folder in
      let (elsewhere, beside) = (
        try log.save(to: folder + "/out/s.ogive"), try log.save(to: folder + "/data/s.ogive")
      )
      #expect(elsewhere == ["d.csv"] && beside.isEmpty)
    }
  }

  @Test func whereThereIsNoFolderNothingIsWritten() throws {
    try withSession("1\n") { log, folder in
      #expect(throws: Diagnostic.self) { try log.save(to: folder + "/none/s.ogive") }
    }
  }

  private func real(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
  }
}
