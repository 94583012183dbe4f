import Tables
import Testing

@Suite struct TextFunctionsTests {
  static let words = table(
    (
      "w", Column(texts: ["  Ada  King ", "naïve 🙂", nil, "", "o'neil-SMITH 2b"])
    ))

  private func column(_ expression: String) -> [String] {
    let ran = run("t | add x = \(expression)", Self.words)
    #expect(ran.error == nil, "\(expression): \(ran.error?.message ?? "")")
    return ran.column("x")
  }

  @Test func changesTexts() {
    #expect(column("squish(w)") == ["Ada King", "naïve 🙂", "missing", "", "o'neil-SMITH 2b"])
    #expect(column("title(w)")[4] == "O'neil-Smith 2b")
    #expect(column("trim(w, side: \"left\")")[0] == "Ada  King ")
    #expect(column("trim(w, side: \"right\")")[0] == "  Ada  King")
    #expect(column("reverse(w)")[1] == "🙂 evïan")
    #expect(column("length(pad(w, 9, with: \"é\"))") == ["12", "9", "missing", "9", "15"])
    #expect(column("repeated(w, 0)") == ["", "", "missing", "", ""])
  }

  @Test func patternsInColumns() {
    #expect(column("matches(w, \"\\\\d\")") == ["false", "false", "missing", "false", "true"])
    #expect(column("extract(w, \"\\\\w+\")") == ["Ada", "naïve", "missing", "missing", "o"])
    #expect(column("extract(w, \"(x)?a\", 1)") == Array(repeating: "missing", count: 5))
    #expect(column("count_matches(w, \"\\\\s\")") == ["5", "1", "missing", "0", "1"])
    #expect(column("replace_pattern(w, \"^$\", \"empty\")")[3] == "empty")
    #expect(column("replace_pattern(w, \"(\\\\w)(\\\\w)\", \"$2$1\")")[4] == "o'enli-MSTIH b2")
  }

  @Test func aBadPatternIsPointedAt() {
    #expect(run("matches(\"a\", \"x[b\")").marked == "[")
    #expect(run("matches(\"a\", \"\\\\d+(\")").marked == "(")
    #expect(run("p = \"(\"\nmatches(\"a\", p)").marked == "p")
  }

  /// Values published by Winkler, and distances counted by hand.
  @Test func likeness() {
    #expect(run("round(similarity(\"DIXON\", \"DICKSONX\"), 4)").value.plainText == "0.8133")
    #expect(run("round(similarity(\"DWAYNE\", \"DUANE\"), 4)").value.plainText == "0.84")
    #expect(run("distance(\"lawn\", \"flaw\")").value.plainText == "2")
    #expect(run("distance(\"\", \"abc\")").value.plainText == "3")
    #expect(run("similarity(\"\", \"\")").value.plainText == "1")
    // Bigrams ni ig gh ht and na ac ch ht: one of seven is common.
    #expect(
      run("round(similarity(\"night\", \"nacht\", method: \"jaccard\"), 4)").value.plainText
        == "0.1429")
    let ran = run("t | add x = distance(team, \"ab\"), y = distance(team, team)")
    #expect(ran.column("x") == ["1", "1", "1", "missing", "1", "1"])
    #expect(ran.column("y") == ["0", "0", "0", "missing", "0", "0"])
  }

  /// From so many different texts on the work is shared out; the result must not depend on it.
  @Test func manyDifferentTexts() {
    let many = table(("n", Column(texts: (0..<20_000).map { "n\($0)" })))
    let ran = run("t | add x = extract(n, \"\\\\d+\") | keep number(x) >= 19998", many)
    #expect(ran.column("x") == ["19998", "19999"])
  }
}
