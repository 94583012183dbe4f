internal import Diagnostics
internal import Syntax
internal import Tables

/// Where the cursor stands in a text that is still being written, as far as its tokens tell.
struct CompletionContext {
  enum Place {
    /// The first word of a statement, or a value outside of any stage.
    case statement
    /// Behind a bar.
    case verb
    /// Inside the quotes of a path that begins so.
    case path(String)
    /// Where a column of the stage's table may stand.
    case column(stage: String?)
    /// Inside the brackets of a mark.
    case mark(String)
    /// A value place of a stage or call.
    case value(stage: String)
    /// Behind `name:` of a stage or call.
    case optionValue(stage: String, option: String)
    /// Behind a `$`.
    case variableOnly
  }
  private(set) var place = Place.statement
  /// The unfinished word before the cursor, and where it starts.
  private(set) var word = ""
  private(set) var start = 0
  /// The column that a comparison before the cursor has on its left, as in `class == `.
  private(set) var comparedColumn: String?
  private let text: String
  /// The offset at which the stage that holds the cursor begins: its bar.
  private var stageStart: Int?

  init(_ text: String) {
    self.text = text
    read()
  }

  /// The table that comes into the stage at the cursor: the stages before it are run on no rows.
  func table(_ evaluator: Evaluator) -> Table? {
    guard let stageStart else { return nil }
    let pipeline = String(decoding: Array(text.utf8.prefix(stageStart)), as: UTF8.self)
    return evaluator.schema(of: pipeline)
  }

  private mutating func read() {
    let bytes = Array(text.utf8)
    if let path = openText(bytes) {
      (place, word, start) = (.path(path.text), path.text, path.start)
      return
    }
    var from = bytes.count
    while from > 0, CompletionContext.isWordByte(bytes[from - 1]) { from -= 1 }
    if from > 0, bytes[from - 1] == UInt8(ascii: "$") {
      from -= 1
      place = .variableOnly
    }
    start = from
    word = String(decoding: bytes[from...], as: UTF8.self)
    let isVariable = if case .variableOnly = place { true } else { false }
    scan(tokens(of: String(decoding: bytes[..<from], as: UTF8.self)))
    if isVariable { place = .variableOnly }
  }

  /// The start of a text in quotes that isn't closed before the cursor.
  private func openText(_ bytes: [UInt8]) -> (text: String, start: Int)? {
    var open: Int?
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "\\") where open != nil: index += 1
      case UInt8(ascii: "\""): open = open == nil ? index + 1 : nil
      case UInt8(ascii: "#") where open == nil:
        while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
      default: break
      }
      index += 1
    }
    return open.map { (String(decoding: bytes[$0...], as: UTF8.self), $0) }
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
  }

  /// Goes through the tokens before the word and keeps the innermost stage, call and option.
  private mutating func scan(_ tokens: [Token]) {
    struct Level {
      var stage: String?
      var call: String?
      var option: String?
      var bar: Int?
    }
    var levels = [Level()]
    var previous: Token?
    var beforePrevious: Token?
    for token in tokens {
      switch token.kind {
      case .sign(.bar):
        levels[levels.count - 1] = Level(stage: "", bar: token.range.start)
      case .sign(.openRound), .sign(.openSquare), .sign(.openCurly):
        var call: String?
        if let previous, previous.range.end == token.range.start,
          case .name(let name) = previous.kind
        {
          call = name
        }
        let outer = levels[levels.count - 1]
        levels.append(Level(stage: outer.stage, call: call, bar: outer.bar))
      case .sign(.closeRound), .sign(.closeSquare), .sign(.closeCurly):
        if levels.count > 1 { levels.removeLast() }
      case .lineEnd where levels.count == 1:
        levels = [Level(bar: nil)]
      case .name(let name):
        if levels[levels.count - 1].stage == "", levels[levels.count - 1].call == nil {
          levels[levels.count - 1].stage = name
        }
      case .sign(.comma): levels[levels.count - 1].option = nil
      case .sign(.colon):
        if let previous, case .name(let name) = previous.kind {
          levels[levels.count - 1].option = name
        }
      default: break
      }
      beforePrevious = previous
      previous = token
    }
    let level = levels[levels.count - 1]
    stageStart = level.bar
    if let previous, case .sign(let sign) = previous.kind, sign == .equal || sign == .notEqual,
      let left = beforePrevious, case .name(let name) = left.kind
    {
      comparedColumn = name
    }
    if let option = level.option, let owner = level.call ?? level.stage {
      place = .optionValue(stage: owner, option: option)
      if comparedColumn != nil { place = .column(stage: owner) }
    } else if let call = level.call, level.stage == nil || level.stage == "" {
      place = .value(stage: call)
    } else if let call = level.call, level.stage == "plot" {
      place = .mark(call)
    } else if let stage = level.stage {
      place = stage.isEmpty ? .verb : .column(stage: stage)
    } else {
      place = .statement
    }
  }
}
