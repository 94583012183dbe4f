import Engine
import Glibc
import Session
import Tables
import Testing

@Suite struct VerifierTests {
  @Test func whatWasRecordedVerifies() throws {
    #expect(try verdict(recorded("a = 2\na / 3\n[1, 2.5]\n")).code == .success)
  }

  @Test func aChangedDigitIsNamed() throws {
    let text = try recorded("a = 2\na / 3\n").replacingFirst("0.666667", "0.666668")
    let verdict = try verdict(text)
    #expect(verdict.code == .resultDiffers)
    #expect(verdict.statement == "a / 3")
    #expect(verdict.line == 2)
    #expect(verdict.expected == ["0.666668"])
    #expect(verdict.found == ["0.666667"])
  }

  @Test func theLastBitsOfAnotherMachineDoNotDiffer() throws {
    // 0.5 + 1e-12 prints as 0.5; a machine that gives 0.4999999999995 prints the same.
    let text = try recorded("0.1234565000000001\n")
    #expect(text.contains("0.123457"))
    // The other side of the border between two printed forms, 1e-10 away.
    #expect(try verdict(text.replacingFirst("#> 0.123457", "#> 0.123456")).code == .success)
    #expect(try verdict(text.replacingFirst("#> 0.123457", "#> 0.123455")).code == .resultDiffers)
  }

  @Test func otherTextAndOtherLinesDiffer() throws {
    #expect(try verdict("\"a b\"\n#> a c\n").code == .resultDiffers)
    #expect(try verdict("1\n#> 1\n#> 2\n").code == .resultDiffers)
    #expect(try verdict("1\n#> 1\n2\n").code == .resultDiffers)
  }

  @Test func aScriptWithoutRecordsIsRefused() throws { #expect(try verdict("1\n").code == .usage) }

  @Test func aFailingStatementAndABrokenScript() throws {
    #expect(try verdict("unknown_name\n#> 1\n").code == .failed)
    try withFolder { folder in
      try AtomicFile.write("f((1\n#> 1\n", to: folder + "/a.ogive")
      #expect(Verifier(plainEvaluator).verify(folder + "/a.ogive").code == .syntax)
      #expect(Verifier(plainEvaluator).verify(folder + "/none.ogive").code == .usage)
    }
  }

  @Test func changedDataIsFoundBeforeAnythingRuns() throws {
    try withFolder { folder in
      let data = folder + "/d.csv"
      try AtomicFile.write("age,sex\n1,m\n2,f\n", to: data)
      let evaluator = plainEvaluator()
      evaluator.folder = folder
      let source = try script("1\nt = load(\"d.csv\")\nt\n")
      let text = try #require(try Recorder(evaluator).record(source) { _ in }.text)
      #expect(text.contains("#> data d.csv · 2 rows × 2 columns · xxh3 "))
      #expect(!text.contains(folder))
      #expect(try verdict(text, folder: folder).code == .success)

      try AtomicFile.write("age,sex\n1,m\n3,f\n", to: data)
      let changed = try verdict(text, folder: folder)
      #expect(changed.code == .dataChanged)
      #expect(changed.statement == "t = load(\"d.csv\")")
      #expect(changed.changes == ["d.csv has the same number of rows, but other values in `age`"])

      try AtomicFile.write("age,height\n1,2\n2,3\n4,5\n", to: data)
      let other = try verdict(text, folder: folder)
      #expect(
        other.changes == [
          "d.csv has 3 rows, not 2", "d.csv has no column `sex` any more",
          "d.csv has a new column `height`",
        ])
      // Nothing is computed with other data: the first statement's wrong record isn't what is reported.
      #expect(try verdict(text.replacingFirst("#> 1", "#> 2"), folder: folder).code == .dataChanged)
      #expect(try verdict(text, folder: folder + "/none").code == .dataChanged)
    }
  }

  @Test func savedFilesAreComputedAndNotWritten() throws {
    try withFolder { folder in
      let path = folder + "/out.txt"
      let text =
        "\"new\" | put \"\(path)\"\n#> note: saved \(path)\n\nread_back(\"\(path)\")\n#> new\n"
      try AtomicFile.write("old", to: path)
      let verdict = try verdict(text)
      #expect(verdict.code == .success)
      #expect(
        verdict.message
          == "verified, 2 statements; the file it saves was computed and not written")
      #expect(try readText(path) == "old")
      // A run writes it.
      #expect(Runner(plainEvaluator()).run(try script(text)) == .success)
      #expect(try readText(path) == "new")
    }
  }

  @Test func aDiversionIsGoneWithItsFiles() throws {
    let evaluator = plainEvaluator()
    var diversion: Diversion? = Diversion()
    evaluator.diversion = diversion
    _ = Runner(evaluator).run(try script("\"x\" | put \"a/b.txt\"\n\"y\" | put \"c/b.txt\"\n"))
    let copies = try #require(diversion).copies
    #expect(copies.keys.sorted() == ["a/b.txt", "c/b.txt"])
    #expect(try copies.values.map(readText).sorted() == ["x", "y"])
    (evaluator.diversion, diversion) = (nil, nil)
    for copy in copies.values { #expect(access(copy, F_OK) != 0) }
  }
}

extension String {
  func replacingFirst(_ old: String, _ new: String) -> String {
    guard let range = firstRange(of: old) else { return self }
    return replacingCharacters(range, new)
  }
  private func replacingCharacters(_ range: Range<String.Index>, _ new: String) -> String {
    String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
