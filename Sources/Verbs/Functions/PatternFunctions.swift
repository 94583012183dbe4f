import Cards
import Diagnostics
import Engine
import Tables

/// Row-wise functions that look for regular expressions in texts.
enum PatternFunctions {
  static let all: [any Function] = [matches, extract, replacePattern, countMatches]

  private static let syntax = """
    In a pattern stand: characters; `.` for any one; `[a-z]`, `[^a-z]`; `\\\\d` for a digit, `\\\\w` for a letter, digit or \
    `_`, `\\\\s` for a blank, `\\\\D \\\\W \\\\S` for the others; `^` and `$` for the ends of the text, `\\\\b` for the edge of a \
    word; `(…)` for a group, `(?:…)` for one that isn't counted; `a|b` for either; `*`, `+`, `?`, `\\{2\\}`, `\\{2,4\\}` for \
    repeats, with a `?` behind as few as possible. In a text of a script a backslash is written twice and a brace with \
    a backslash, as here. Matching takes time in proportion to the text, whatever the pattern; so there are no \
    references back and no looking around.
    """

  private static let ignoreCase = Parameter(
    "ignore_case", .truth, .option, default: .value(.truth(false)),
    "Whether capitals and small letters count as equal.")

  private static func card(
    _ name: String, _ summary: String, _ words: [String], _ more: [Parameter] = [],
    note: String = "", examples: [Example]
  ) -> Card {
    Card(
      name, kind: .function, topic: "texts", summary: summary, details: note + syntax,
      searchWords: words + ["regex", "regular expression"],
      parameters: [
        .values("x", "The texts."),
        Parameter("pattern", .text, .position, "The pattern, a regular expression."),
      ] + more + [ignoreCase],
      examples: examples + [
        .diagnostic("\(name)(\"a\", \"[a\"\(more.isEmpty ? "" : ", \"b\""))", "E37")
      ])
  }

  /// The pattern of a call.
  ///
  /// - Throws: E37 that points at what is wrong in it, where it is written as a text.
  private static func pattern(
    _ call: FunctionCall, _ evaluator: Evaluator
  ) throws(Diagnostic) -> Pattern {
    let text = call.arguments.text("pattern") ?? ""
    do throws(PatternError) {
      return try Pattern(text, ignoringCase: call.arguments.truth("ignore_case") ?? false)
    } catch {
      let wrong = String(
        String.UnicodeScalarView(Array(text.unicodeScalars)[error.range]))
      throw Diagnostic(
        .badArgument,
        "in the pattern \(quotedText(text)), at \(quotedText(wrong)): \(error.message)",
        at: place(of: error.range, in: call.arguments.range("pattern"), text, evaluator.source),
        help: ["a sign stands for itself behind a backslash: `\\\\(`, `\\\\[`, `\\\\.`"])
    }
  }

  /// The part of a text literal that gave some scalars of its text; the whole argument if it isn't just that literal.
  private static func place(
    of wrong: Range<Int>, in range: SourceRange, _ text: String, _ source: SourceText
  ) -> SourceRange {
    let written = Array(source.slice(range).unicodeScalars)
    var edges = [range.start + 1]
    var (index, offset) = (1, range.start + 1)
    guard written.count >= 2, written.first == "\"", written.last == "\"" else { return range }
    for scalar in text.unicodeScalars {
      if index < written.count, written[index] == "\\" {
        index += 1
        offset += 1
      }
      guard index < written.count - 1, written[index] == scalar else { return range }
      offset += UTF8.width(scalar)
      index += 1
      edges.append(offset)
    }
    guard index == written.count - 1, wrong.upperBound < edges.count, !wrong.isEmpty else {
      return range
    }
    return SourceRange(edges[wrong.lowerBound], edges[wrong.upperBound])
  }

  private static let matches = PlainFunction(
    card(
      "matches", "Whether a regular expression is found somewhere in a text.",
      ["grepl", "str_detect", "regexp_matches", "rlike", "re.search"],
      examples: [
        .output("matches(\"room 12\", \"[0-9]+$\")", "true"),
        .output("matches(\"Room\", \"^room\", ignore_case: true)", "true"),
        .diagnostic("matches(3, \"a\")", "E30"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let pattern = try pattern(call, evaluator)
    return try call.mapTexts(toTruth: "x") { pattern.matches($0) }
  }

  private static let extract = PlainFunction(
    card(
      "extract", "What a regular expression, or a group of it, matches first; missing if nothing.",
      ["str_extract", "regexp_extract", "str_match", "regmatches", "re.findall"],
      [
        Parameter(
          "group", .whole(.between(0, 1000)), .position, default: .value(.number(0)),
          "Which group in brackets; 0 for the whole match.")
      ],
      note: "A group that takes no part in the match gives missing. ",
      examples: [
        .output("extract(\"born 1912-06-23\", \"\\\\d+\")", "1912"),
        .output("extract(\"Dr. Ada King\", \"(\\\\w+) (\\\\w+)$\", 2)", "King"),
        .diagnostic("extract(\"ab\", \"a(b)\", 2)", "E37"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let pattern = try pattern(call, evaluator)
    let group = call.arguments.whole("group") ?? 0
    guard group <= pattern.groupCount else {
      throw Diagnostic(
        .badArgument,
        "`group` is \(group), but the pattern has \(counted(pattern.groupCount, "group"))",
        at: call.arguments.range("group"))
    }
    return try call.mapTexts("x") { text in
      let subject = Pattern.Subject(text)
      return pattern.firstMatch(in: subject)?[group].map { subject.text($0) }
    }
  }

  private static let replacePattern = PlainFunction(
    card(
      "replace_pattern", "Puts a text in place of each match of a regular expression.",
      ["gsub", "str_replace_all", "regexp_replace", "re.sub"],
      [Parameter("new", .text, .position, "What is put in; `$1` is the first group, `$$` a `$`.")],
      examples: [
        .output("replace_pattern(\"a1b22\", \"[0-9]+\", \"#\")", "a#b#"),
        .output("replace_pattern(\"King, Ada\", \"(\\\\w+), (\\\\w+)\", \"$2 $1\")", "Ada King"),
        .diagnostic("replace_pattern(\"a\", \"a\", \"$1\")", "E37"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let pattern = try pattern(call, evaluator)
    let pieces = Replacement.pieces(call.arguments.text("new") ?? "")
    for case .group(let number) in pieces where number > pattern.groupCount {
      throw Diagnostic(
        .badArgument,
        "`new` names group \(number), but the pattern has \(counted(pattern.groupCount, "group"))",
        at: call.arguments.range("new"), help: ["a dollar sign itself is `$$`"])
    }
    return try call.mapTexts("x") { text in
      let subject = Pattern.Subject(text)
      var (out, end) = ("", 0)
      for match in pattern.allMatches(in: subject) {
        guard let whole = match[0] else { continue }
        out += subject.text(end..<whole.lowerBound)
        for piece in pieces {
          switch piece {
          case .text(let text): out += text
          case .group(let number): if let part = match[number] { out += subject.text(part) }
          }
        }
        end = whole.upperBound
      }
      return end == 0 && out.isEmpty ? text : out + subject.text(end..<subject.count)
    }
  }

  /// A piece of what is put in.
  private enum Replacement: Sendable {
    case text(String)
    case group(Int)

    static func pieces(_ new: String) -> [Replacement] {
      var pieces: [Replacement] = []
      var rest = new[...]
      while let dollar = rest.firstIndex(of: "$") {
        if dollar > rest.startIndex { pieces.append(.text(String(rest[..<dollar]))) }
        rest = rest[rest.index(after: dollar)...]
        if let digit = rest.first, digit.isASCII, let number = digit.wholeNumberValue {
          pieces.append(.group(number))
          rest.removeFirst()
        } else {
          pieces.append(.text("$"))
          if rest.first == "$" { rest.removeFirst() }
        }
      }
      if !rest.isEmpty { pieces.append(.text(String(rest))) }
      return pieces
    }
  }

  private static let countMatches = PlainFunction(
    card(
      "count_matches", "How often a regular expression is found in a text, without overlaps.",
      ["str_count", "regexp_count"],
      examples: [
        .output("count_matches(\"banana\", \"an\")", "2"),
        .diagnostic("count_matches(3, \"a\")", "E30"),
      ])
  ) { (call, evaluator) throws(Diagnostic) in
    let pattern = try pattern(call, evaluator)
    return try call.mapTexts(toNumber: "x") {
      Double(pattern.allMatches(in: Pattern.Subject($0)).count)
    }
  }
}
