extension Pattern {
  /// A text as the matcher reads it.
  public struct Subject {
    let scalars: [UInt32]
    public init(_ text: String) { scalars = text.unicodeScalars.map(\.value) }
    public var count: Int { scalars.count }

    /// A part of the text.
    public func text(_ range: Range<Int>) -> String {
      var text = ""
      for c in scalars[range] {
        if let scalar = Unicode.Scalar(c) { text.unicodeScalars.append(scalar) }
      }
      return text
    }
  }

  /// Ways to match that are followed at once, best first, each with its own captures.
  private struct Threads {
    var places: [Int] = []
    var captures: [Int] = []
    /// The position at which each instruction was last put in.
    var seen: [Int]

    init(_ size: Int) { seen = [Int](repeating: -1, count: size) }

    mutating func clear() {
      places.removeAll(keepingCapacity: true)
      captures.removeAll(keepingCapacity: true)
    }
  }

  /// Whether the pattern is somewhere in the text.
  public func matches(_ text: String) -> Bool {
    firstMatch(in: Subject(text), from: 0, capturing: false).slots != nil
  }

  /// The first match from a place on: the whole match and then each group, `nil` for groups that take no part.
  ///
  /// - Complexity: O(text · program)
  public func firstMatch(in subject: Subject, from start: Int = 0) -> [Range<Int>?]? {
    firstMatch(in: subject, from: start, capturing: true).slots.map(Pattern.ranges)
  }

  /// The captures of the first match from a place on, and how far the search looked.
  func firstMatch(
    in subject: Subject, from start: Int, capturing: Bool
  ) -> (slots: [Int]?, end: Int) {
    let text = subject.scalars
    let width = capturing ? 2 * (groupCount + 1) : 0
    var (now, next) = (Threads(program.count), Threads(program.count))
    var best: [Int]?
    var slots = [Int](repeating: -1, count: width)
    // A pattern that begins with a character need not be begun elsewhere.
    var firstCharacter: UInt32?
    if program.count > 1, case .character(let c) = program[1], !ignoresCase { firstCharacter = c }
    var at = start
    while at <= text.count {
      if best == nil {
        if now.places.isEmpty, let firstCharacter {
          while at < text.count, text[at] != firstCharacter { at += 1 }
          if at == text.count { return (nil, at) }
        }
        for slot in slots.indices { slots[slot] = -1 }
        follow(0, at, text, &now, &slots)
      } else if now.places.isEmpty {
        break
      }
      next.clear()
      thread: for (thread, place) in now.places.enumerated() {
        if case .match = program[place] {
          best = Array(now.captures[thread * width..<(thread + 1) * width])
          if !capturing { return (best, at) }
          // The ways behind this one are less preferred.
          break thread
        }
        let isTaken = at < text.count && takes(place, text[at])
        guard isTaken else { continue }
        for slot in 0..<width { slots[slot] = now.captures[thread * width + slot] }
        follow(place + 1, at + 1, text, &next, &slots)
      }
      swap(&now, &next)
      at += 1
    }
    return (best, at)
  }

  /// Whether a step takes a character.
  @inline(__always)
  func takes(_ place: Int, _ c: UInt32) -> Bool {
    switch program[place] {
    case .character(let wanted): (ignoresCase ? Pattern.lower(c) : c) == wanted
    case .any: c != 10
    case .set(let set): sets[set].contains(c, ignoringCase: ignoresCase)
    default: false
    }
  }

  /// Whether the way over a step that takes no character is open at a position.
  func passes(_ place: Int, _ at: Int, _ text: [UInt32]) -> Bool {
    switch program[place] {
    case .textStart: at == 0
    case .textEnd: at == text.count
    case .wordEdge: isWordEdge(at, text)
    case .noWordEdge: !isWordEdge(at, text)
    default: true
    }
  }

  /// What is still to be followed, or a capture to be put back to what it was.
  enum Task {
    case step(Int)
    case restore(slot: Int, Int)
  }

  /// Puts in the steps that take a character and can be reached from a step without one.
  private func follow(
    _ start: Int, _ at: Int, _ text: [UInt32], _ threads: inout Threads, _ slots: inout [Int]
  ) {
    var tasks: [Task] = [.step(start)]
    while let task = tasks.popLast() {
      guard case .step(let place) = task else {
        if case .restore(let slot, let before) = task { slots[slot] = before }
        continue
      }
      if threads.seen[place] == at { continue }
      threads.seen[place] = at
      switch program[place] {
      case .jump(let to): tasks.append(.step(to))
      case .split(let first, let second):
        tasks.append(.step(second))
        tasks.append(.step(first))
      case .save(let slot):
        if slot < slots.count {
          tasks.append(.restore(slot: slot, slots[slot]))
          slots[slot] = at
        }
        tasks.append(.step(place + 1))
      case .textStart, .textEnd, .wordEdge, .noWordEdge:
        if passes(place, at, text) { tasks.append(.step(place + 1)) }
      case .character, .any, .set, .match:
        threads.places.append(place)
        threads.captures.append(contentsOf: slots)
      }
    }
  }

  private func isWordEdge(_ at: Int, _ text: [UInt32]) -> Bool {
    let before = at > 0 && Pattern.isWord(text[at - 1])
    let after = at < text.count && Pattern.isWord(text[at])
    return before != after
  }
}
