internal import Diagnostics

/// Gathers the notes of a statement; counts of the same thing add up, so that groups and loops say it once.
struct Tally {
  private enum Entry {
    case note(Note)
    case skipped(label: String, count: Int)
    case undefined(label: String, count: Int)
  }
  private var entries: [Entry] = []

  mutating func add(_ note: Note) {
    for case .note(let earlier) in entries where earlier == note { return }
    entries.append(.note(note))
  }

  mutating func skip(_ count: Int, _ label: String) {
    if count == 0 { return }
    for place in entries.indices {
      if case .skipped(label, let before) = entries[place] {
        entries[place] = .skipped(label: label, count: before + count)
        return
      }
    }
    entries.append(.skipped(label: label, count: count))
  }

  mutating func undefine(_ count: Int, _ label: String) {
    if count == 0 { return }
    for place in entries.indices {
      if case .undefined(label, let before) = entries[place] {
        entries[place] = .undefined(label: label, count: before + count)
        return
      }
    }
    entries.append(.undefined(label: label, count: count))
  }

  /// The notes so far; the tally is empty then.
  mutating func take() -> [Note] {
    let notes = entries.map { entry in
      switch entry {
      case .note(let note): note
      case .skipped(let label, let count):
        Note(.missing, "\(label): \(counted(count, "missing value")) skipped")
      case .undefined(let label, let count):
        Note(.missing, "\(label): \(counted(count, "result")) undefined, so missing")
      }
    }
    entries = []
    return notes
  }
}
