import Diagnostics
import Syntax
import Testing

/// A wrong script with the place of its error between ‹ and ›, the error's code, and a part of its message.
struct WrongScript: Sendable, CustomTestStringConvertible {
  var marked: String
  var code: String
  var message: String
  /// The script after the error's fix, where it has one.
  var fixed: String?
  init(_ marked: String, _ code: String, _ message: String, fixed: String? = nil) {
    (self.marked, self.code, self.message, self.fixed) = (marked, code, message, fixed)
  }

  var testDescription: String { marked }
  var text: String { marked.filter { $0 != "‹" && $0 != "›" } }

  /// The marked place, in bytes of ``text``.
  var range: SourceRange {
    var start = 0
    var offset = 0
    for character in marked {
      if character == "‹" {
        start = offset
      } else if character == "›" {
        return SourceRange(start, offset)
      } else {
        offset += character.utf8.count
      }
    }
    return SourceRange(start, offset)
  }
}

@Suite struct ParserErrorTests {
  static let cases: [WrongScript] = [
    // E10: what stands there can't stand there.
    .init("a ‹b›", "E10", "expected the end of the line or `|` in the statement, found `b`"),
    .init("load ‹\"a.csv\"›", "E10", "found the text \"a.csv\""),
    .init("x = ‹*› 3", "E13", "`*` stands for no columns here"),
    .init(
      "x = 3 +‹›\n", "E10",
      "expected a value behind `+` in the expression, found the end of the script"),
    .init("x = 3 ‹+›\ny = 4", "E10", "expected a value behind `+`, found the end of the line"),
    .init("t ‹|›\ny = 4", "E10", "expected a value behind `|`, found the end of the line"),
    .init("x = ‹+›3", "E10", "`+` needs a value on its left", fixed: "x = 3"),
    .init("t | ‹3›", "E10", "expected a verb behind `|` in the pipeline, found the number `3`"),
    .init("t | ‹x› = 3", "E10", "a stage begins with its verb, but `x` names something"),
    .init("t | ‹$f›", "E10", "stands without `$`", fixed: "t | f"),
    .init(
      "t | select‹(›a, b)", "E10", "the items of a verb stand without brackets",
      fixed: "t | select a, b"),
    .init("t | describe‹(›)", "E10", "a verb without items has no brackets", fixed: "t | describe"),
    .init(
      "t | summarise‹(›n = count()) | show", "E10", "without brackets",
      fixed: "t | summarise n = count() | show"),
    .init(
      "t | select a,‹›", "E10",
      "expected an item behind `,` in `select`, found the end of the script"),
    .init(
      "t | select a‹,›\n  | show", "E10", "nothing follows the `,` in `select`",
      fixed: "t | select a\n  | show"),
    .init("x = [1, 2‹,›]", "E10", "nothing follows the `,` in `the list`", fixed: "x = [1, 2]"),
    .init(
      "t | summarise n = count() by ‹m = month(d)›", "E18", "a key after `by` is not given a name"),
    .init("t | select a ‹b›", "E10", "expected `,` or an operator in `select` before `b`"),
    .init("t | first 3 ‹\"x\"›", "E10", "before the text \"x\""),
    .init("a‹,› b", "E10", "a statement can't go on with `,`"),
    .init("x = (1‹,› 2)", "E10", "brackets without a function hold one value"),
    .init("x = ‹()›", "E10", "brackets stand around nothing"),
    .init("x = y[‹]›", "E10", "expected an item"),
    .init("x = \"a ‹{}› b\"", "E10", "the braces in a text stand around nothing"),
    .init("x = \"{y‹:›2}\"", "E10", "expected `}` in the braces of a text, found `:`"),
    .init(
      "x = \"a {y + ‹}› b\"", "E10", "expected a value behind `+` in the expression, found `}`"),
    .init("def f() { return ‹}›", "E10", "expected a value behind `return`"),
    .init("x = ‹{›1, 2}", "E10", "no value begins with `{`"),
    .init("x = if a ‹b›", "E10", "expected `then` in the `if`, found `b`"),
    .init("x = if a then b‹›\ny", "E10", "expected `else` in the `if`, found the end of the line"),
    .init("f(x) ‹=› x + 1", "E10", "a function is defined with `def`", fixed: "def f(x) = x + 1"),
    .init("t.x ‹=› 3", "E10", "tables and lists never change"),
    .init("t[1] ‹=› 3", "E10", "tables and lists never change"),
    .init("a + b ‹=› 3", "E10", "only a name can stand before `=`"),
    .init("$x ‹=› 3", "E10", "only a name can stand before `=`", fixed: "x = 3"),
    .init("def ‹3›(x) = 1", "E10", "expected a name behind `def` in a function"),
    .init("def f ‹=› 3", "E10", "expected `(` in the definition of `f`"),
    .init("def f(x) ‹x› + 1", "E10", "expected `=` or `{` in the definition of `f`"),
    .init("def f(x ‹=› 3) = x", "E10", "stands behind `:`", fixed: "def f(x : 3) = x"),
    .init("for ‹(›x in xs) { x }", "E10", "no brackets stand around", fixed: "for x in xs { x }"),
    .init("for x ‹=› 1..3 { x }", "E10", "expected `in` in the `for` over `x`"),
    .init("if a ‹b›", "E10", "expected `{` in the `if`, found `b`"),
    .init("if a ‹then› { b }", "E10", "without `then`", fixed: "if a  { b }"),
    .init("x is ‹3›", "E10", "expected `missing` in the question behind `is`"),
    .init("a ~ b ‹~› c", "E10", "a formula has one `~`"),
    .init("1..2‹..›3", "E10", "a range has two ends"),
    .init("param x‹›\n", "E10", "expected `=` in the parameter `x`"),
    .init("use ‹x›", "E10", "expected a script's file name in `use`"),
    .init("x = ‹😀›", "E10", "`😀` can't stand outside a text"),
    .init("x = a ‹'› b", "E10", "`'` can't stand outside a text"),
    .init("‹and› x", "E10", "a line can't begin with `and`"),
    .init("x ‹{› y }", "E10", "no block can stand here"),
    // E11: not closed.
    .init("x = f‹(›1, 2", "E11", "`(` is not closed"),
    .init("x = f‹(›1, 2\ny = 3\nz = 4", "E11", "`(` is not closed"),
    .init("x = ‹[›1, 2\nt | show", "E11", "`[` is not closed"),
    .init("x = (1 + 2‹]›", "E11", "`(` is closed by `]`", fixed: "x = (1 + 2)"),
    .init("x = 1‹)›", "E11", "nothing is open that `)` could close", fixed: "x = 1"),
    .init("‹}›", "E11", "nothing is open that `}` could close", fixed: ""),
    .init("t | keep a‹]›", "E11", "nothing is open that `]` could close", fixed: "t | keep a"),
    .init("for a in b ‹{›\n  a\n", "E11", "a block is not closed"),
    .init("x = ‹\"›abc", "E11", "a text is not closed on its line"),
    .init("x = f(‹\"›abc)\ny = 3", "E11", "a text is not closed on its line"),
    .init("x = \"a ‹{›b", "E11", "a `{` in a text is not closed on its line"),
    .init("x = \"a ‹{›b c\"", "E11", "a `{` in a text is not closed on its line"),
    .init("x = ‹`›abc", "E11", "a name in back-quotes is not closed on its line"),
    // E12: `=` that asks.
    .init("t | keep age ‹=› 18", "E12", "a condition needs `==`", fixed: "t | keep age == 18"),
    .init(
      "t | drop a > 1 and b ‹=› 2", "E12", "a condition needs `==`",
      fixed: "t | drop a > 1 and b == 2"),
    .init("t | keep (a ‹=› 1)", "E12", "a condition needs `==`", fixed: "t | keep (a == 1)"),
    .init("t | check n ‹=› 1", "E12", "a condition needs `==`", fixed: "t | check n == 1"),
    .init("if x ‹=› 3 { y }", "E12", "a condition needs `==`", fixed: "if x == 3 { y }"),
    .init(
      "x = if y ‹=› 3 then 1 else 2", "E12", "a condition needs `==`",
      fixed: "x = if y == 3 then 1 else 2"),
    .init("x = a ‹=› b", "E12", "a condition needs `==`", fixed: "x = a == b"),
    // E13: words and signs of others.
    .init("x ‹<-› 3", "E13", "`<-` is written `=`", fixed: "x = 3"),
    .init("x ‹:=› 3", "E13", "`:=` is written `=`", fixed: "x = 3"),
    .init("3 ‹->› x", "E13", "`->` has no meaning"),
    .init("t ‹%>%› first 3", "E13", "`%>%` is written `|`", fixed: "t | first 3"),
    .init("t ‹|>› first 3", "E13", "`|>` is written `|`", fixed: "t | first 3"),
    .init("t\n  ‹|>› first 3", "E13", "`|>` is written `|`", fixed: "t\n  | first 3"),
    .init("t | keep a ‹&&› b", "E13", "`&&` is written `and`", fixed: "t | keep a and b"),
    .init("t | keep a ‹&› b", "E13", "`&` is written `and`", fixed: "t | keep a and b"),
    .init("t | keep a ‹||› b", "E13", "`||` is written `or`", fixed: "t | keep a or b"),
    .init("t | keep ‹!›a", "E13", "`!` is written `not`", fixed: "t | keep not a"),
    .init("t | keep ‹!›(a == b)", "E13", "`!` is written `not`", fixed: "t | keep not (a == b)"),
    .init("t | keep a ‹AND› b", "E13", "`AND` is written `and`", fixed: "t | keep a and b"),
    .init("t | keep a ‹<>› b", "E13", "`<>` is written `!=`", fixed: "t | keep a != b"),
    .init("t | keep a ‹%in%› [1]", "E13", "`%in%` is written `in`", fixed: "t | keep a in [1]"),
    .init("t | keep a ‹not› in [1]", "E13", "`not` stands before the whole question"),
    .init("x = ‹'it \"is\"'›", "E13", "between double quotes", fixed: "x = \"it \\\"is\\\"\""),
    .init("x = ‹“text”›", "E13", "not typographic ones", fixed: "x = \"text\""),
    .init("x = 2 ‹**› 3", "E13", "`**` is written `^`", fixed: "x = 2 ^ 3"),
    .init("x = 5 ‹%%› 3", "E13", "`%%` is written `%`", fixed: "x = 5 % 3"),
    .init("x = ‹NULL›", "E13", "`NULL` is written `missing`", fixed: "x = missing"),
    .init("x = [1, ‹NA›]", "E13", "`NA` is written `missing`", fixed: "x = [1, missing]"),
    .init("x = ‹None›", "E13", "`None` is written `missing`", fixed: "x = missing"),
    .init("x = ‹nan›", "E13", "`nan` is written `missing`", fixed: "x = missing"),
    .init(
      "t | keep x is not ‹null›", "E13", "`null` is written `missing`",
      fixed: "t | keep x is not missing"),
    .init("t | keep ‹is›.na(x)", "E13", "with `is missing`"),
    .init("x = ‹TRUE›", "E13", "`TRUE` is written `true`", fixed: "x = true"),
    .init("x = f(y, a: ‹False›)", "E13", "`False` is written `false`", fixed: "x = f(y, a: false)"),
    .init(
      "if a { b } ‹elif› c { d }", "E13", "`elif` is written `else if`",
      fixed: "if a { b } else if c { d }"),
    .init("if a‹:›\n", "E13", "a block stands in braces"),
    .init("for i in 1‹:›5 { i }", "E13", "`:` is written `..`", fixed: "for i in 1..5 { i }"),
    .init(
      "‹function› f(x) { x }", "E13", "a function is defined with `def`", fixed: "def f(x) { x }"),
    .init("f = ‹function›(x) x + 1", "E13", "a function is defined by a statement with `def`"),
    .init("x = map(y, ‹lambda› z: z)", "E13", "a function is defined by a statement with `def`"),
    .init("‹let› x = 3", "E13", "a name needs no `let` before it", fixed: "x = 3"),
    .init("‹var› x = 3", "E13", "a name needs no `var` before it", fixed: "x = 3"),
    .init("‹while› x < 3 {\n  y = )\n}", "E13", "Ogive has no `while`"),
    .init("‹import› pandas as pd", "E13", "nothing needs `import`"),
    .init("‹library› dplyr", "E13", "nothing needs `library`"),
    .init("‹print›(x)", "E13", "a value is shown by writing it", fixed: "x"),
    .init("‹SELECT› a FROM t", "E13", "this is SQL"),
    .init("‹//› note", "E13", "a comment begins with `#`", fixed: "# note"),
    .init("x = 3‹;›", "E13", "statements are not closed by `;`", fixed: "x = 3"),
    .init("x = 3‹;› y = 4", "E13", "statements are not closed by `;`", fixed: "x = 3\n y = 4"),
    .init("x‹++›", "E13", "`++` has no meaning"),
    .init("t.‹head›(3)", "E13", "can't be called"),
    .init("x = t.‹groupby›(\"a\").mean()", "E13", "can't be called"),
    .init("x = as.‹numeric›(y)", "E13", "can't be called"),
    .init("x ‹+=› 1", "E13", "`+=` has no meaning"),
    .init("x = t‹$›a", "E13", "`$` is written `.`", fixed: "x = t.a"),
    .init("x = a ‹?› b : c", "E13", "`?` has no meaning"),
    .init("x = dplyr‹::›filter(t)", "E13", "`::` has no meaning"),
    .init("t | sort a ‹DESC›", "E13", "`DESC` is written `desc`", fixed: "t | sort a desc"),
    .init("t | sort a ‹asc›", "E13", "`asc` is not needed", fixed: "t | sort a "),
    .init(
      "t | select ‹*›", "E13", "`*` stands for no columns here", fixed: "t | select all_columns()"),
    .init(
      "t | count(‹*›)", "E13", "`*` stands for no columns here", fixed: "t | count(all_columns())"),
    .init("t | select a ‹as› b", "E13", "`as` can't stand between values"),
    .init("t | ‹mutate›(x = 3, y = 4)", "E13", "`mutate` is `add` in Ogive"),
    .init("t | ‹filter› a = 3", "E13", "`filter` is `keep` in Ogive", fixed: "t | keep a = 3"),
    .init("t | ‹group_by› a b", "E13", "`group_by` is `by` in Ogive"),
    // E14: reserved words.
    .init("‹in› = 3", "E14", "`in` is a word of the language", fixed: "`in` = 3"),
    .init("def ‹by›(x) = x", "E14", "`by` is a word of the language", fixed: "def `by`(x) = x"),
    .init(
      "for ‹use› in xs { 1 }", "E14", "`use` is a word of the language",
      fixed: "for `use` in xs { 1 }"),
    .init("t | keep ‹in› > 3", "E14", "`in` is a word of the language", fixed: "t | keep `in` > 3"),
    .init(
      "t | add ‹for› = 3", "E14", "`for` is a word of the language", fixed: "t | add `for` = 3"),
    .init("x = load(\"a\", ‹missing›: 3)", "E14", "`missing` is a word of the language"),
    .init("x = t.‹in›", "E14", "`in` is a word of the language", fixed: "x = t.`in`"),
    // E15: malformed literals.
    .init("x = ‹5px›", "E15", "a number runs into `px`"),
    .init("x = ‹.5›", "E15", "a digit must stand before the point", fixed: "x = 0.5"),
    .init("x = ‹1.›", "E15", "a digit must follow the point", fixed: "x = 1"),
    .init("x = ‹@2023-02-29›", "E15", "February 2023 has 28 days"),
    .init("x = ‹@2024-1-5›", "E15", "need two digits each", fixed: "x = @2024-01-05"),
    .init("x = \"a ‹\\q› b\"", "E15", "`\\q` means nothing in a text", fixed: "x = \"a \\\\q b\""),
    .init("x = \"a ‹\\u{110000}›\"", "E15", "`\\u` needs the number of a character"),
    .init("x = ‹$› + 1", "E15", "`$` stands without a name"),
    .init("x = ‹``›", "E15", "a name in back-quotes is empty"),
    .init("x = ‹2024-03-01›", "E15", "a date begins with `@`", fixed: "x = @2024-03-01"),
    .init(
      "t | keep day > ‹2024-03-01T12:30› and a", "E15", "a date begins with `@`",
      fixed: "t | keep day > @2024-03-01T12:30 and a"),
    // E18: at the wrong place.
    .init("‹by› x", "E18", "`by` goes on with a statement, but none stands before it"),
    .init("t ‹by› x", "E18", "`by` belongs to a stage"),
    .init("‹else› { x }", "E18", "`else` can't begin a line"),
    .init("if a { b }\n‹else› { c }", "E18", "`else` can't begin a line"),
    .init("‹return› 3", "E18", "`return` stands outside a function"),
    .init("for a in b {\n  ‹param› x = 3\n}", "E18", "`param` can't stand in a block"),
    .init("t | sort a by b ‹by› c", "E18", "`sort` has two `by`"),
    .init("t | join u by b ‹on› c", "E18", "`on` stands before `by`"),
    .init("t | split 0.8 ‹by› seed: 3", "E18", "`by` names no column"),
    .init("t | add x = y ‹desc›", "E18", "`desc` belongs to a sort key"),
    .init("x = 1 + ‹if› a then b else c", "E18", "stands in brackets"),
    .init("x = a == ‹not› b", "E18", "`not` behind `==` stands in brackets"),
    // E29: names given twice.
    .init("a, ‹a› = t | split 0.5", "E29", "`a` is named twice"),
    .init("def f(x, ‹x›) = x", "E29", "two parameters of the name `x`"),
  ]

  @Test(arguments: cases)
  func oneErrorAtItsPlace(_ wrong: WrongScript) throws {
    let found = errors(in: wrong.text)
    #expect(found.map(\.code.rawValue) == [wrong.code], "\(found.map(\.message))")
    let first = try #require(found.first)
    #expect(first.message.contains(wrong.message), "\(first.message)")
    #expect(first.range == wrong.range, "\(first.rendered())")
    #expect(!first.message.hasSuffix("."))
    #expect(first.source?.text == wrong.text)
    if let fixed = wrong.fixed {
      let fix = try #require(first.fix)
      var bytes = Array(wrong.text.utf8)
      bytes.replaceSubrange(fix.range.start..<fix.range.end, with: Array(fix.replacement.utf8))
      #expect(String(decoding: bytes, as: UTF8.self) == fixed)
    }
  }

  /// A fix that names its change completely must leave a right script.
  @Test(arguments: cases.filter { $0.fixed != nil && $0.code != "E13" })
  func fixedScriptsAreRight(_ wrong: WrongScript) throws {
    #expect(errors(in: try #require(wrong.fixed)).isEmpty)
  }

  @Test func allIndependentErrors() {
    let text = """
      titanic | keep age = 18
      x <- 3
      y = f(1, 2
      z = (1 + 2]
      for a in b {
        c d
        e = 5px
      }
      good = 1
      t | select a b
      t | summarise n = count() by g | sort n x
      if q { r } else { s s }
      """
    #expect(
      errors(in: text).map(\.code.rawValue) == [
        "E12", "E13", "E11", "E11", "E10", "E15", "E10", "E10", "E10",
      ])
  }

  /// A bracket that is never closed hides none of the errors behind it.
  @Test(arguments: [
    // A line that gives a name, where the bracket wants another item or an operand.
    ("x = f‹(›1,\ny = 3\nz = )", ["E11", "E10"]),
    ("x = ‹(›a +\ny = 3\nz = )", ["E11", "E10"]),
    ("x = f‹(›1,\ny = )\nz = 5px", ["E11", "E10", "E15"]),
    ("x = ‹[›1,\n  2,\ny = )", ["E11", "E10"]),
    ("t | keep a in ‹[›1,\n  2\nu = t | keep b = 3", ["E11", "E12"]),
    ("x = f‹(›1,\ny = \"abc\nz = )", ["E11", "E11", "E10"]),
    // A keyword.
    ("x = f‹(›1,\nfor a in b {\n  c d\n}\ny = )", ["E11", "E10", "E10"]),
    ("x = f‹(›1,\nif a { b b }\ny = )", ["E11", "E10", "E10"]),
    ("x = ‹(›1 +\ndef f(x) = x x\ny = )", ["E11", "E10", "E10"]),
    ("x = ‹(›1 +\ny = 3\nfor a in b {\n  c\n}\nz = )", ["E11", "E10"]),
    // A pipeline, a call or a name, where the line before can end a statement.
    ("x = f‹(›1, 2\nt | keep a = 3", ["E11", "E12"]),
    ("x = f‹(›1, 2\nload(\"a.csv\") | keep a = 3", ["E11", "E12"]),
    ("x = f‹(›1, 2\nt\nload(\"a.csv\") | keep a = 3", ["E11", "E12"]),
    ("x = ‹[›1, 2\n# note\n\nload(\"a.csv\")\ny = )", ["E11", "E10"]),
    // In a block, and behind a block that is not closed.
    ("for a in b {\n  x = f‹(›1,\n  y = 5px\n}\nz = )", ["E11", "E15", "E10"]),
    ("if a ‹{›\n  x = )\ny = 5px", ["E11", "E10", "E15"]),
    ("t | keep ‹(›a > 3\n  | select b\nu = )", ["E11", "E10"]),
    // Behind a text whose hole is not closed.
    ("x = \"a ‹{›f(b\ny = 5px", ["E11", "E15"]),
  ])
  func errorsBehindAnOpenBracket(_ marked: String, _ codes: [String]) throws {
    let wrong = WrongScript(marked, "E11", "")
    let found = errors(in: wrong.text)
    #expect(
      found.map(\.code.rawValue) == codes, "\(found.map { $0.rendered() }.joined(separator: "\n"))")
    #expect(found.contains { $0.code == .unclosed && $0.range == wrong.range })
  }

  /// Items at the start of their lines are right as long as the bracket is closed.
  @Test func itemsAtTheStartOfTheirLines() {
    #expect(errors(in: "x = table(\na = [1],\nb = [2]\n)\ny = f(1 +\na)").isEmpty)
    #expect(
      errors(in: "x = f(\na = 1,\nif b then c else d,\nt | first)\n").map(\.code) == [.unexpected])
  }

  @Test func methodsNameWhatIsWrittenHere() {
    #expect(errors(in: "t.head(3)")[0].help == ["write `| first n`"])
    #expect(errors(in: "x = as.numeric(y)")[0].help == ["write `number(x)`"])
    #expect(errors(in: "t | keep is_ok.na(x)")[0].help[0].contains("follows a bar"))
    // What is no date stays a difference.
    #expect(errors(in: "x = 2024 - 12 - 31\ny = 2024-1-5\nz = 12024-12-31").isEmpty)
  }

  @Test func placesWithWideCharactersAndLineEnds() throws {
    let text = "größe = \"日本語\" | show\r\ny = \"é\" + \r\nz = 5px\r\n"
    let found = errors(in: text)
    #expect(found.map(\.code) == [.unexpected, .malformedLiteral])
    let last = try #require(found.last)
    let range = try #require(last.range)
    #expect(last.source.map { String($0.slice(range)) } == "5px")
    #expect(last.source?.position(of: range.start).line == 3)
  }

  @Test func countOfErrorsIsLimited() {
    let text = String(repeating: "x = )\n", count: 1000)
    #expect(errors(in: text).count == Parser.maximumErrors)
  }
}
