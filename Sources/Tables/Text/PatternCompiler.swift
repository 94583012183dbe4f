/// Reads a pattern by recursive descent, at most ``deepest`` groups deep, and writes its program.
struct PatternCompiler {
  /// What a part of a pattern is.
  private indirect enum Node {
    case empty
    case one(Pattern.Instruction)
    case sequence([Node])
    case choice([Node])
    case group(Node, Int)
    case times(Node, from: Int, to: Int?, isGreedy: Bool)
  }

  /// Groups within groups.
  private static let deepest = 100
  /// Steps of a program: repeats are written out.
  private static let longest = 20_000

  private let scalars: [UInt32]
  private let ignoresCase: Bool
  private var at = 0
  private var depth = 0
  var program: [Pattern.Instruction] = []
  var sets: [Pattern.CharacterSet] = []
  var groupCount = 0

  init(_ text: String, ignoringCase: Bool) {
    (scalars, ignoresCase) = (text.unicodeScalars.map(\.value), ignoringCase)
  }

  mutating func compile() throws(PatternError) {
    let node = try choice()
    if at < scalars.count { throw wrong("`)` closes nothing", at..<at + 1) }
    program = [.save(0)]
    try write(node)
    program += [.save(1), .match]
  }

  private func wrong(_ message: String, _ range: Range<Int>) -> PatternError {
    PatternError(message: message, range: range)
  }

  private func isNext(_ sign: Unicode.Scalar) -> Bool {
    at < scalars.count && scalars[at] == sign.value
  }

  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    if isNext(sign) {
      at += 1
      return true
    }
    return false
  }

  // MARK: Reading

  private mutating func choice() throws(PatternError) -> Node {
    var options = [try sequence()]
    while take("|") { options.append(try sequence()) }
    return options.count == 1 ? options[0] : .choice(options)
  }

  private mutating func sequence() throws(PatternError) -> Node {
    var parts: [Node] = []
    while at < scalars.count, !isNext("|"), !isNext(")") {
      let part = try atom()
      let whole = try repeated(part)
      // What matches nothing takes no steps, so its repeats would never end in the limit of steps.
      if case .empty = whole { continue }
      parts.append(whole)
    }
    return parts.isEmpty ? .empty : parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repeated(_ part: Node) throws(PatternError) -> Node {
    var part = part
    var isRepeated = false
    while at < scalars.count {
      let place = at
      let bounds: (Int, Int?)
      if take("*") {
        bounds = (0, nil)
      } else if take("+") {
        bounds = (1, nil)
      } else if take("?") {
        bounds = (0, 1)
      } else if isNext("{"), let counted = try count() {
        bounds = counted
      } else {
        break
      }
      if isRepeated { throw wrong("a repeat can't be repeated", place..<at) }
      isRepeated = true
      let isGreedy = !take("?")
      if case .empty = part { continue }
      part =
        bounds.1 == 0
        ? .empty : .times(part, from: bounds.0, to: bounds.1, isGreedy: isGreedy)
    }
    return part
  }

  /// `{n}`, `{n,}` or `{n,m}`; any other brace is a character.
  private mutating func count() throws(PatternError) -> (Int, Int?)? {
    let start = at
    at += 1
    guard let low = number() else {
      at = start
      return nil
    }
    var high: Int? = low
    if take(",") { high = number() }
    guard take("}") else {
      at = start
      return nil
    }
    if low > 1000 || (high ?? 0) > 1000 {
      throw wrong("a part is repeated at most 1000 times", start..<at)
    }
    if let high, high < low { throw wrong("the bounds are the wrong way round", start..<at) }
    return (low, high)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while at < scalars.count, (48...57).contains(scalars[at]) {
      value = min(100_000, (value ?? 0) * 10 + Int(scalars[at] - 48))
      at += 1
    }
    return value
  }

  private mutating func atom() throws(PatternError) -> Node {
    let start = at
    let c = scalars[at]
    at += 1
    switch Unicode.Scalar(c) {
    case ".": return .one(.any)
    case "^": return .one(.textStart)
    case "$": return .one(.textEnd)
    case "*", "+", "?": throw wrong("there is nothing to repeat", start..<at)
    case "[": return try set(from: start)
    case "(": return try group(from: start)
    case "\\": return try escaped(from: start)
    default: return .one(.character(ignoresCase ? Pattern.lower(c) : c))
    }
  }

  private mutating func group(from start: Int) throws(PatternError) -> Node {
    var captures = true
    if take("?") {
      guard take(":") else {
        throw wrong(
          "of the groups that begin with `(?` there is only `(?:…)`",
          start..<min(at + 1, scalars.count))
      }
      captures = false
    }
    depth += 1
    defer { depth -= 1 }
    if depth > PatternCompiler.deepest { throw wrong("groups are nested too deep", start..<at) }
    var number = 0
    if captures {
      groupCount += 1
      number = groupCount
    }
    let inner = try choice()
    guard take(")") else { throw wrong("a group is not closed", start..<start + 1) }
    return captures ? .group(inner, number) : inner
  }

  private mutating func escaped(from start: Int) throws(PatternError) -> Node {
    guard at < scalars.count else { throw wrong("a backslash stands at the end", start..<at) }
    if take("b") { return .one(.wordEdge) }
    if take("B") { return .one(.noWordEdge) }
    if let kind = kind() { return set(Pattern.CharacterSet(kinds: [kind])) }
    let c = try escapedCharacter(from: start)
    return .one(.character(ignoresCase ? Pattern.lower(c) : c))
  }

  private mutating func kind() -> Pattern.CharacterSet.Kind? {
    guard at < scalars.count else { return nil }
    let kind: Pattern.CharacterSet.Kind? =
      switch Unicode.Scalar(scalars[at]) {
      case "d": .digit
      case "D": .noDigit
      case "w": .word
      case "W": .noWord
      case "s": .blank
      case "S": .noBlank
      default: nil
      }
    if kind != nil { at += 1 }
    return kind
  }

  /// The character behind a backslash: a sign stands for itself; letters mean something or are wrong.
  private mutating func escapedCharacter(from start: Int) throws(PatternError) -> UInt32 {
    guard at < scalars.count else { throw wrong("a backslash stands at the end", start..<at) }
    let c = scalars[at]
    at += 1
    switch Unicode.Scalar(c) {
    case "n": return 10
    case "t": return 9
    case "r": return 13
    default:
      if c < 128, Pattern.isWord(c), c != 95 {
        throw wrong(
          (48...57).contains(c)
            ? "references back to a group are not in these patterns"
            : "a backslash before this letter means nothing", start..<at)
      }
      return c
    }
  }

  private mutating func set(_ set: Pattern.CharacterSet) -> Node {
    if let place = sets.firstIndex(of: set) { return .one(.set(place)) }
    sets.append(set)
    return .one(.set(sets.count - 1))
  }

  private mutating func set(from start: Int) throws(PatternError) -> Node {
    var made = Pattern.CharacterSet()
    made.isNegated = take("^")
    let first = at
    while true {
      guard at < scalars.count else { throw wrong("a `[` is not closed", start..<start + 1) }
      if isNext("]"), at > first { break }
      let place = at
      if take("\\") {
        if let kind = kind() {
          made.kinds.append(kind)
          continue
        }
        at = place
      }
      let low = try member()
      var high = low
      if isNext("-"), at + 1 < scalars.count, scalars[at + 1] != 93 {
        at += 1
        high = try member()
      }
      guard low <= high else {
        throw wrong("a range of characters is the wrong way round", place..<at)
      }
      made.ranges.append(low...high)
    }
    at += 1
    return set(made)
  }

  private mutating func member() throws(PatternError) -> UInt32 {
    let start = at
    let c = scalars[at]
    at += 1
    return c == 92 ? try escapedCharacter(from: start) : c
  }

  // MARK: Writing

  private mutating func write(_ node: Node) throws(PatternError) {
    if program.count > PatternCompiler.longest {
      throw wrong("the pattern is too large with its repeats written out", 0..<scalars.count)
    }
    switch node {
    case .empty: break
    case .one(let instruction): program.append(instruction)
    case .sequence(let parts): for part in parts { try write(part) }
    case .group(let inner, let number):
      program.append(.save(2 * number))
      try write(inner)
      program.append(.save(2 * number + 1))
    case .choice(let options):
      var jumps: [Int] = []
      for (place, option) in options.enumerated() {
        guard place < options.count - 1 else {
          try write(option)
          break
        }
        let split = program.count
        program.append(.match)
        try write(option)
        jumps.append(program.count)
        program.append(.match)
        program[split] = .split(split + 1, program.count)
      }
      for jump in jumps { program[jump] = .jump(program.count) }
    case .times(let inner, let low, let high, let isGreedy):
      for _ in 0..<low { try write(inner) }
      if let high {
        var splits: [Int] = []
        for _ in low..<high {
          splits.append(program.count)
          program.append(.match)
          try write(inner)
        }
        for split in splits { program[split] = fork(split + 1, program.count, isGreedy) }
      } else {
        let split = program.count
        program.append(.match)
        try write(inner)
        program.append(.jump(split))
        program[split] = fork(split + 1, program.count, isGreedy)
      }
    }
  }

  private func fork(_ into: Int, _ past: Int, _ isGreedy: Bool) -> Pattern.Instruction {
    isGreedy ? .split(into, past) : .split(past, into)
  }
}
