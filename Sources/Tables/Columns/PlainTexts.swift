internal import Numerics
internal import Synchronization

/// Texts row by row, which get codes when they are first asked for; from then on they are kept by these.
///
/// A class, because the copies of a column share the codes.
final class PlainTexts: Sendable {
  private struct Coded {
    var codes: WholeValues
    var distinct: TextList
  }

  private enum State {
    case rows(TextList)
    case coded(Coded)
  }

  private let state: Mutex<State>
  let count: Int

  init(_ rows: TextList) {
    count = rows.count
    state = Mutex(.rows(rows))
  }

  var coded: (codes: WholeValues, distinct: TextList) {
    state.withLock { state in
      switch state {
      case .coded(let coded): return (coded.codes, coded.distinct)
      case .rows(let rows):
        let (codes, distinct) = rows.coded()
        let coded = Coded(codes: WholeValues(narrowing: codes), distinct: distinct)
        state = .coded(coded)
        return (coded.codes, coded.distinct)
      }
    }
  }

  /// The texts with codes that needn't be equal for equal ones.
  var listed: (codes: WholeValues, texts: TextList) {
    state.withLock { state in
      switch state {
      case .coded(let coded): (coded.codes, coded.distinct)
      case .rows(let rows): (WholeValues(counting: rows.count), rows)
      }
    }
  }

  var list: TextList {
    state.withLock { state in
      switch state {
      case .coded(let coded): coded.distinct
      case .rows(let rows): rows
      }
    }
  }

  subscript(row: Int) -> String {
    state.withLock { state in
      switch state {
      case .coded(let coded): coded.distinct[Int(coded.codes[row])]
      case .rows(let rows): rows[row]
      }
    }
  }

  /// Of how many rows one is picked at least so that it pays to give all of them codes.
  private static let smallestShare = 8

  /// The texts of a few rows; `nil` for many, or if the texts have codes by now.
  func picked(_ picker: RowPicker) -> TextList? {
    guard picker.count < count / PlainTexts.smallestShare else { return nil }
    let rows: TextList? = state.withLock { if case .rows(let rows) = $0 { rows } else { nil } }
    return rows?.picked(picker.places)
  }
}
