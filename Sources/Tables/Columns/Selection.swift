internal import Numerics
internal import Synchronization

/// Rows of longer columns in their order, told rather than copied. The columns of a table share one.
final class Selection: Sendable {
  private enum Rows {
    case bits(BitmapRows)
    case range(Range<Int>)
  }

  private let rows: Rows

  init(_ rows: BitmapRows) { self.rows = .bits(rows) }
  init(_ range: Range<Int>) { rows = .range(range) }

  var count: Int {
    switch rows {
    case .bits(let rows): rows.count
    case .range(let range): range.count
    }
  }

  func of(_ column: Column) -> Column {
    switch rows {
    case .bits(let rows): column.filter(rows)
    case .range(let range): column.slice(range)
    }
  }

  /// Those of these rows whose bits are set; there must be a bit for each.
  ///
  /// - Parameter height: how many rows the columns have from which these are.
  /// - Complexity: O(height)
  func filtered(_ kept: Bitmap, of height: Int) -> Selection {
    switch rows {
    case .range(let range):
      var bits = Bitmap(count: range.lowerBound)
      bits.append(kept)
      bits.append(Bitmap(count: height - range.upperBound))
      return Selection(BitmapRows(bits))
    case .bits(let chosen): return Selection(BitmapRows(chosen.chosen(by: kept)))
    }
  }

  /// A range of these rows. O(height / 64)
  func sliced(_ part: Range<Int>) -> Selection {
    switch rows {
    case .range(let range):
      let first = range.lowerBound + part.lowerBound
      return Selection(first..<(first + part.count))
    case .bits(let chosen): return Selection(BitmapRows(chosen.chosen(in: part)))
    }
  }
}

/// The columns of a table that has selected rows of another: each is copied when it is first asked for, and kept then.
///
/// A class, because the copies of a table share what was copied.
final class SelectedColumns: Sendable {
  private enum Slot {
    case held(Column)
    case selected(Selection, of: Column)
  }

  private struct State {
    var slots: [Slot]
    /// All columns, once each of them is held.
    var all: [Column]?
  }

  private let state: Mutex<State>

  private init(_ slots: [Slot]) { state = Mutex(State(slots: slots)) }

  /// Fewer rows are copied at once, and so are those that are few of many: what they are taken from can go then.
  private static let fewest = 1 << 16
  private static let largestShare = 8

  static func pays(_ count: Int, of rows: Int) -> Bool {
    count >= fewest && count >= rows / largestShare
  }

  /// Selected rows of columns.
  convenience init(_ selection: Selection, of columns: [Column]) {
    self.init(columns.map { .selected(selection, of: $0) })
  }

  // MARK: Columns

  func column(_ place: Int) -> Column {
    state.withLock { SelectedColumns.column(place, &$0.slots) }
  }

  var all: [Column] {
    state.withLock { state in
      if let all = state.all { return all }
      let all = state.slots.indices.map { SelectedColumns.column($0, &state.slots) }
      state.all = all
      return all
    }
  }

  private static func column(_ place: Int, _ slots: inout [Slot]) -> Column {
    switch slots[place] {
    case .held(let column): return column
    case .selected(let selection, let column):
      let made = selection.of(column)
      slots[place] = .held(made)
      return made
    }
  }

  // MARK: Of other tables

  /// The columns at some places.
  func chosen(_ places: [Int]) -> SelectedColumns {
    state.withLock { state in SelectedColumns(places.map { state.slots[$0] }) }
  }

  /// The columns with one put at a place, which may be the one behind the last.
  func setting(_ place: Int, to column: Column) -> SelectedColumns {
    var slots = state.withLock { $0.slots }
    if place < slots.count { slots[place] = .held(column) } else { slots.append(.held(column)) }
    return SelectedColumns(slots)
  }

  /// Rows of these rows: what wasn't copied yet is selected from where it is.
  func selecting(
    _ direct: @autoclosure () -> Selection, _ through: (Selection, Int) -> Selection
  ) -> SelectedColumns {
    let slots = state.withLock { $0.slots }
    let own = slots.contains { if case .held = $0 { true } else { false } } ? direct() : nil
    var known: [ObjectIdentifier: Selection] = [:]
    return SelectedColumns(
      slots.map { slot in
        switch slot {
        case .held(let column): return own.map { .selected($0, of: column) } ?? slot
        case .selected(let selection, let column):
          let composed = known[ObjectIdentifier(selection)] ?? through(selection, column.count)
          known[ObjectIdentifier(selection)] = composed
          return .selected(composed, of: column)
        }
      })
  }
}
