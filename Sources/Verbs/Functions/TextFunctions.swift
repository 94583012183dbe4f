import Cards
import Diagnostics
import Engine
import Numerics
import Tables

/// Row-wise functions of texts.
enum TextFunctions {
  static let all: [any Function] = [
    simple(
      "lower", "Small letters instead of capitals.", "lower(\"Ada\")", "ada",
      ["tolower", "str_to_lower"]
    ) {
      $0.lowercased()
    },
    simple(
      "upper", "Capitals instead of small letters.", "upper(\"Ada\")", "ADA",
      ["toupper", "str_to_upper"]
    ) {
      $0.uppercased()
    },
    simple(
      "title", "A capital at the beginning of each word, small letters behind it.",
      "title(\"new york\")", "New York", ["str_to_title", "initcap", "capitalize", "proper"]
    ) { text in
      var isInWord = false
      return text.reduce(into: "") { out, c in
        out += isInWord ? c.lowercased() : c.uppercased()
        isInWord = c.isLetter || c.isNumber || (isInWord && (c == "'" || c == "’"))
      }
    },
    simple(
      "squish", "Takes blanks away from both ends and leaves one for each run of them inside.",
      "squish(\"  a   b \")", "a b", ["str_squish", "normalize-space", "collapse blanks"]
    ) { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") },
    simple(
      "reverse", "The characters in the opposite order.", "reverse(\"abc\")", "cba",
      ["str_reverse", "strrev"]
    ) { String($0.reversed()) },
    trim, pad, repeated, length, replace,
    test("contains", "Whether a text holds another.", "contains(\"violin\", \"oli\")") {
      $0.contains($1)
    },
    test("starts_with", "Whether a text begins with another.", "starts_with(\"violin\", \"vio\")") {
      $0.hasPrefix($1)
    },
    test("ends_with", "Whether a text ends with another.", "ends_with(\"violin\", \"lin\")") {
      $0.hasSuffix($1)
    },
    part, splitPart,
  ]

  private static func simple(
    _ name: String, _ summary: String, _ example: String, _ output: String, _ words: [String],
    _ apply: @escaping @Sendable (String) -> String
  ) -> any Function {
    PlainFunction(
      Card(
        name, kind: .function, topic: "texts", summary: summary, searchWords: words,
        parameters: [.values("x", "The texts.")],
        examples: [.output(example, output), .diagnostic("\(name)(3)", "E30")])
    ) { (call, _) throws(Diagnostic) in try call.mapTexts("x", apply) }
  }

  /// With one argument these select columns by their names (`select starts_with("q")`), with two they ask of texts.
  private static func test(
    _ name: String, _ summary: String, _ example: String,
    _ apply: @escaping @Sendable (String, String) -> Bool
  ) -> any Function {
    PlainFunction(
      Card(
        name, kind: .function, topic: "texts", summary: summary,
        details: "With one text, where columns are picked, it picks the columns by their names: "
          + "`select \(name)(\"q\")`.",
        searchWords: ["str_detect", "grepl", "like"],
        parameters: [
          .values("x", "The texts."),
          Parameter("what", .text, .position, "The text that is sought."),
        ],
        examples: [.output(example, "true"), .diagnostic("\(name)(3, \"a\")", "E30")])
    ) { (call, _) throws(Diagnostic) in
      let wanted = call.arguments.text("what") ?? ""
      return try call.mapTexts(toTruth: "x") { apply($0, wanted) }
    }
  }

  private static let length = PlainFunction(
    Card(
      "length", kind: .function, topic: "texts",
      summary: "How many characters a text has, or how many elements a list.",
      searchWords: ["nchar", "len", "str_length"],
      parameters: [.values("x", "The texts, or a list.")],
      examples: [
        .output("length(\"naïve\")", "5"), .output("length([4, 5, 6])", "3"),
        .diagnostic("length(3)", "E30"),
      ])
  ) { (call, _) throws(Diagnostic) in
    if case .list(let items) = call.value("x") { return .number(Double(items.count)) }
    return try call.mapTexts(toNumber: "x") { Double($0.count) }
  }

  private static let replace = PlainFunction(
    Card(
      "replace", kind: .function, topic: "texts",
      summary: "Puts a text in place of another, wherever it stands.",
      searchWords: ["gsub", "str_replace", "substitute"],
      parameters: [
        .values("x", "The texts."),
        Parameter("old", .text, .position, "The text that is replaced."),
        Parameter("new", .text, .position, "The text that is put in."),
      ],
      examples: [
        .output("replace(\"1,234\", \",\", \"\")", "1234"),
        .diagnostic("replace(\"a\", \"\", \"b\")", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let old = call.arguments.text("old") ?? ""
    let new = call.arguments.text("new") ?? ""
    if old.isEmpty {
      throw Diagnostic(
        .badArgument, "the text to replace is empty", at: call.arguments.range("old"))
    }
    return try call.mapTexts("x") { $0.replacing(old, with: new) }
  }

  private static let part = PlainFunction(
    Card(
      "part", kind: .function, topic: "texts",
      summary: "The characters of a text from one place to another.",
      searchWords: ["substr", "substring", "slice", "str_sub"],
      parameters: [
        .values("x", "The texts."),
        Parameter(
          "from", .whole(.atLeast(1)), .position, "The place of the first character, from 1."),
        Parameter(
          "to", .whole(.atLeast(0)), .position, default: .none,
          "The place of the last one; the end if left out."),
      ],
      examples: [
        .output("part(\"1975-W23\", 1, 4)", "1975"), .diagnostic("part(\"abc\", 0)", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let from = call.arguments.whole("from") ?? 1
    let to = call.arguments.whole("to") ?? Int.max
    return try call.mapTexts("x") { String($0.prefix(to).dropFirst(from - 1)) }
  }
}

extension TextFunctions {
  fileprivate static let trim = PlainFunction(
    Card(
      "trim", kind: .function, topic: "texts", summary: "Takes blanks away from the ends.",
      searchWords: ["strip", "str_trim", "ltrim", "rtrim", "lstrip", "rstrip"],
      parameters: [
        .values("x", "The texts."),
        Parameter(
          "side", .choice(["both", "left", "right"]), .option, default: .value(.text("both")),
          "Which end."),
      ],
      examples: [
        .output("trim(\"  a \")", "a"),
        .output("length(trim(\" a \", side: \"left\"))", "2"),
        .diagnostic("trim(3)", "E30"), .diagnostic("trim(\"a\", side: \"top\")", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let side = call.arguments.text("side") ?? "both"
    return try call.mapTexts("x") { text in
      var rest = text[...]
      if side != "right" { rest = rest.drop(while: \.isWhitespace) }
      if side != "left" { while rest.last?.isWhitespace == true { rest.removeLast() } }
      return String(rest)
    }
  }

  /// Texts that functions make are at most so many characters long.
  fileprivate static let longest = 1_000_000.0

  fileprivate static let pad = PlainFunction(
    Card(
      "pad", kind: .function, topic: "texts",
      summary: "Brings texts to a width by filling one side.",
      details: "Longer texts stay as they are. The width counts characters as a person sees them.",
      searchWords: ["str_pad", "lpad", "rpad", "zfill", "ljust", "rjust", "center"],
      parameters: [
        .values("x", "The texts."),
        Parameter("width", .whole(.between(0, longest)), .position, "How many characters."),
        Parameter(
          "side", .choice(["left", "right", "both"]), .option, default: .value(.text("left")),
          "Where it is filled."),
        Parameter(
          "with", .text, .option, default: .value(.text(" ")), "The one character to fill with."),
      ],
      examples: [
        .output("pad(\"7\", 3, with: \"0\")", "007"),
        .output("pad(\"ab\", 5, side: \"both\", with: \"*\")", "*ab**"),
        .diagnostic("pad(7, 3)", "E30"), .diagnostic("pad(\"7\", 3, with: \"ab\")", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let (width, side) = (call.arguments.whole("width") ?? 0, call.arguments.text("side") ?? "left")
    let filler = call.arguments.text("with") ?? " "
    guard filler.count == 1 else {
      throw Diagnostic(
        .badArgument, "`with` must be one character, not \(quotedText(filler))",
        at: call.arguments.range("with"))
    }
    return try call.mapTexts("x") { text in
      let gap = max(0, width - text.count)
      let left = side == "left" ? gap : side == "right" ? 0 : gap / 2
      return String(repeating: filler, count: left) + text
        + String(repeating: filler, count: gap - left)
    }
  }

  fileprivate static let repeated = PlainFunction(
    Card(
      "repeated", kind: .function, topic: "texts", summary: "A text so many times over.",
      searchWords: ["repeat", "strrep", "str_dup", "replicate"],
      parameters: [
        .values("x", "The texts."),
        Parameter("times", .whole(.between(0, 10_000)), .position, "How many times."),
      ],
      examples: [
        .output("repeated(\"ab\", 3)", "ababab"), .diagnostic("repeated(3, 2)", "E30"),
        .diagnostic("repeated(\"ab\", -1)", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let times = call.arguments.whole("times") ?? 0
    return try call.mapTexts("x") {
      Double($0.utf8.count) * Double(times) <= 10 * longest
        ? String(repeating: $0, count: times) : nil
    }
  }

  fileprivate static let splitPart = PlainFunction(
    Card(
      "split_part", kind: .function, topic: "texts",
      summary: "One of the parts of a text between separators; missing where there are fewer.",
      searchWords: ["strsplit", "str.split", "str_split", "word", "separate"],
      parameters: [
        .values("x", "The texts."),
        Parameter("separator", .text, .position, "What stands between the parts."),
        Parameter("n", .whole(.atLeast(1)), .position, "Which part, from 1."),
      ],
      examples: [
        .output("split_part(\"2024-03-01\", \"-\", 2)", "03"),
        .diagnostic("split_part(\"a b\", \"\", 1)", "E37"),
        .diagnostic("split_part(\"a b\", \" \", 0)", "E37"),
      ])
  ) { (call, _) throws(Diagnostic) in
    let separator = Array((call.arguments.text("separator") ?? "").utf8)
    let n = call.arguments.whole("n") ?? 1
    if separator.isEmpty {
      throw Diagnostic(
        .badArgument, "the separator is empty", at: call.arguments.range("separator"))
    }
    return try call.mapTexts("x") { $0.part(n, between: separator) }
  }
}

extension String {
  /// The n-th of the pieces between separators, from 1; `nil` if there are fewer.
  fileprivate func part(_ n: Int, between separator: [UInt8]) -> String? {
    let text = Array(utf8)
    var (start, place, part) = (0, 0, 1)
    while place + separator.count <= text.count {
      guard text[place..<place + separator.count].elementsEqual(separator) else {
        place += 1
        continue
      }
      if part == n { return String(decoding: text[start..<place], as: UTF8.self) }
      part += 1
      place += separator.count
      start = place
    }
    return part == n ? String(decoding: text[start...], as: UTF8.self) : nil
  }

  /// The text with each occurrence of `old` replaced, from left to right.
  fileprivate func replacing(_ old: String, with new: String) -> String {
    let (text, wanted) = (Array(utf8), Array(old.utf8))
    if wanted.count > text.count { return self }
    var out: [UInt8] = []
    var index = 0
    while index < text.count {
      if index + wanted.count <= text.count,
        text[index..<index + wanted.count].elementsEqual(wanted)
      {
        out.append(contentsOf: new.utf8)
        index += wanted.count
      } else {
        out.append(text[index])
        index += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  fileprivate func contains(_ other: String) -> Bool {
    if other.isEmpty { return true }
    let (text, wanted) = (Array(utf8), Array(other.utf8))
    if wanted.count > text.count { return false }
    return (0...(text.count - wanted.count)).contains {
      text[$0..<$0 + wanted.count].elementsEqual(wanted)
    }
  }
}
