extension Pattern {
  /// All matches from left to right that don't overlap. An empty one may follow a match only a character later.
  ///
  /// - Complexity: O(text · program). Searching anew behind each match is quicker as long as a search doesn't look far
  ///   beyond the match that it finds, as `x*y|x` does in a text of x; then all are found in one walk.
  public func allMatches(in subject: Subject) -> [[Range<Int>?]] {
    var found: [[Range<Int>?]] = []
    var from = 0
    var beyond = 0
    while from <= subject.count {
      let search = firstMatch(in: subject, from: from, capturing: true)
      guard let slots = search.slots else { break }
      let match = Pattern.ranges(slots)
      guard let whole = match[0] else { break }
      found.append(match)
      from = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
      beyond += search.end - whole.upperBound
      if beyond > 2 * subject.count + 1000 {
        return found + PatternWalk(self, subject).matches(from: from)
      }
    }
    return found
  }

  /// The whole match and then each group, `nil` for groups that take no part.
  static func ranges(_ slots: [Int]) -> [Range<Int>?] {
    stride(from: 0, to: slots.count, by: 2).map { place in
      slots[place] >= 0 && slots[place + 1] >= slots[place] ? slots[place]..<slots[place + 1] : nil
    }
  }
}

/// All matches of a pattern in a text, in time proportional to text × program whatever the two are.
///
/// First the text is gone through from its end: for each position it is noted from which steps of the program a match
/// can be reached. With that a walk from the beginning always knows which of several ways leads to a match, and takes the
/// most preferred of them (Frisch and Cardelli 2004, for greedy matching).
package struct PatternWalk {
  private let pattern: Pattern
  private let subject: Pattern.Subject
  /// For each position a bit for each step.
  private var reached: [UInt64]
  private let words: Int

  package init(_ pattern: Pattern, _ subject: Pattern.Subject) {
    (self.pattern, self.subject) = (pattern, subject)
    let program = pattern.program
    words = (program.count + 63) / 64
    reached = [UInt64](repeating: 0, count: (subject.count + 1) * words)
    // For each step those that lead to it without taking a character.
    var before = [[Int]](repeating: [], count: program.count)
    var taking: [Int] = []
    for (place, step) in program.enumerated() {
      switch step {
      case .jump(let to): before[to].append(place)
      case .split(let first, let second):
        before[first].append(place)
        before[second].append(place)
      case .save, .textStart, .textEnd, .wordEdge, .noWordEdge: before[place + 1].append(place)
      case .character, .any, .set, .match: taking.append(place)
      }
    }
    var pending: [Int] = []
    for at in stride(from: subject.count, through: 0, by: -1) {
      for place in taking {
        let isReached =
          program[place] == .match
          || (at < subject.count && pattern.takes(place, subject.scalars[at])
            && reaches(place + 1, at + 1))
        if isReached { pending.append(place) }
      }
      while let place = pending.popLast() {
        if reaches(place, at) { continue }
        reached[at * words + place / 64] |= 1 << UInt64(place % 64)
        for earlier in before[place] where pattern.passes(earlier, at, subject.scalars) {
          pending.append(earlier)
        }
      }
    }
  }

  private func reaches(_ place: Int, _ at: Int) -> Bool {
    reached[at * words + place / 64] >> UInt64(place % 64) & 1 == 1
  }

  /// The matches from a position on.
  package func matches(from start: Int) -> [[Range<Int>?]] {
    var found: [[Range<Int>?]] = []
    var seen = [Int](repeating: 0, count: pattern.program.count)
    var stamp = 0
    var from = start
    while from <= subject.count {
      if !reaches(0, from) {
        from += 1
        continue
      }
      var slots = [Int](repeating: -1, count: 2 * (pattern.groupCount + 1))
      var (place, at) = (0, from)
      while true {
        stamp += 1
        guard let next = preferred(place, at, &slots, &seen, stamp) else { return found }
        if pattern.program[next] == .match { break }
        (place, at) = (next + 1, at + 1)
      }
      found.append(Pattern.ranges(slots))
      from = at == from ? at + 1 : at
    }
    return found
  }

  /// The step that takes the next character, or ends the match, on the most preferred way that leads to one; notes the
  /// captures on the way there.
  private func preferred(
    _ start: Int, _ at: Int, _ slots: inout [Int], _ seen: inout [Int], _ stamp: Int
  ) -> Int? {
    var tasks: [Pattern.Task] = [.step(start)]
    while let task = tasks.popLast() {
      guard case .step(let place) = task else {
        if case .restore(let slot, let before) = task { slots[slot] = before }
        continue
      }
      if seen[place] == stamp || !reaches(place, at) { continue }
      seen[place] = stamp
      switch pattern.program[place] {
      case .jump(let to): tasks.append(.step(to))
      case .split(let first, let second):
        tasks.append(.step(second))
        tasks.append(.step(first))
      case .save(let slot):
        tasks.append(.restore(slot: slot, slots[slot]))
        slots[slot] = at
        tasks.append(.step(place + 1))
      case .textStart, .textEnd, .wordEdge, .noWordEdge:
        if pattern.passes(place, at, subject.scalars) { tasks.append(.step(place + 1)) }
      case .character, .any, .set, .match: return place
      }
    }
    return nil
  }
}
