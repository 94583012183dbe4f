internal import CFingerprint
internal import Numerics

/// How far numbers may be apart and still count as equal: |a − b| ≤ absolute + relative · max(|a|, |b|).
public struct Tolerance: Sendable, Equatable {
  public var relative: Double
  public var absolute: Double
  public init(relative: Double = 0, absolute: Double = 0) {
    (self.relative, self.absolute) = (relative, absolute)
  }

  /// Equal values only.
  public static let exact = Tolerance()

  @inline(__always)
  public func allows(_ a: Double, _ b: Double) -> Bool {
    a == b || abs(a - b) <= absolute + relative * max(abs(a), abs(b))
  }
}

/// The first thing in which two tables differ.
public enum TableDifference: Sendable, Equatable {
  case rowCount(Int, Int)
  /// The names of the columns, or their order.
  case names([String], [String])
  case type(column: String, ColumnType, ColumnType)
  /// Rows are counted from 1.
  case value(row: Int, column: String, Cell, Cell)
}

extension Column {
  /// The first row, from 0, in which the columns' values differ; the length of the shorter one if it is a prefix of the
  /// other; `nil` if they are equal.
  ///
  /// Columns of different types differ in the first row in which one of them has a value, but a category's label equals
  /// the same text.
  public func firstDifference(from other: Column, tolerance: Tolerance = .exact) -> Int? {
    let shorter = min(count, other.count)
    switch (values, other.values) {
    case (.number(let a), .number(let b)):
      for row in 0..<shorter {
        let (gone, otherGone) = (isMissing(row), other.isMissing(row))
        if gone != otherGone || (!gone && !tolerance.allows(a[row], b[row])) { return row }
      }
    case (.text(let a), .text(let b)):
      // Distinct texts are compared once, rows by code.
      var places: [String: Int32] = [:]
      for (code, text) in b.distinct.enumerated() where places[text] == nil {
        places[text] = Int32(code)
      }
      let recoded = a.distinct.map { places[$0] ?? -1 }
      let canonical = b.distinct.map { places[$0] ?? -1 }
      for row in 0..<shorter {
        let (gone, otherGone) = (isMissing(row), other.isMissing(row))
        if gone != otherGone
          || (!gone && recoded[Int(a.codes[row])] != canonical[Int(b.codes[row])])
        {
          return row
        }
      }
    default:
      for row in 0..<shorter where self[row] != other[row] { return row }
    }
    return count == other.count ? nil : shorter
  }

  /// 32 hexadecimal digits for the column's content (XXH3-128): equal content has equal digests, in whatever order
  /// texts are stored.
  ///
  /// Content is the type, the values and which are missing; both zeros are one. The levels of a category, with their
  /// order, belong to it.
  /// - Complexity: O(rows + bytes of distinct texts)
  public var digest: String {
    var words: [UInt64] = []
    words.reserveCapacity(count + 4)
    words.append(UInt64(count))
    switch values {
    case .number(let x):
      for row in 0..<count { words.append(isMissing(row) ? 0 : RadixOrder.key(x[row])) }
    case .truth(let x): for row in 0..<count { words.append(!isMissing(row) && x[row] ? 1 : 0) }
    case .date(let x):
      for row in 0..<count { words.append(isMissing(row) ? 0 : RadixOrder.key(Int64(x[row]))) }
    case .dateTime(let x):
      for row in 0..<count { words.append(isMissing(row) ? 0 : RadixOrder.key(x[row])) }
    case .unknown: break
    case .text(let x):
      let hashes = x.distinct.map(Column.hash)
      for row in 0..<count { words.append(isMissing(row) ? 0 : hashes[Int(x.codes[row])]) }
    case .category(let x):
      let hashes = x.levels.map(Column.hash)
      for row in 0..<count { words.append(isMissing(row) ? 0 : hashes[Int(x.codes[row])]) }
      words.append(contentsOf: hashes)
    }
    missing?.withUnsafeWords { words.append(contentsOf: $0) }
    words.append(Column.hash(type.rawValue))
    return words.withUnsafeBytes { Fingerprint.of($0) }
  }

  private static func hash(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { bytes in
      let value = ogive_fingerprint_of(bytes.baseAddress, bytes.count)
      return value.high &* 0x9E37_79B9_7F4A_7C15 ^ value.low
    }
  }
}

extension Table {
  /// The first difference, column by column; `nil` if both have the same names in the same order and equal values.
  public func firstDifference(from other: Table, tolerance: Tolerance = .exact) -> TableDifference?
  {
    if names != other.names { return .names(names, other.names) }
    if rowCount != other.rowCount { return .rowCount(rowCount, other.rowCount) }
    for (place, name) in names.enumerated() {
      let (a, b) = (columns[place], other.columns[place])
      // Columns without values are equal whatever type they might have had.
      if a.type != b.type, a.missingCount < rowCount || b.missingCount < rowCount {
        return .type(column: name, a.type, b.type)
      }
      if let row = a.firstDifference(from: b, tolerance: tolerance) {
        return .value(row: row + 1, column: name, a[row], b[row])
      }
    }
    return nil
  }

  /// 32 hexadecimal digits for the table's content: names in their order and the columns' digests.
  public var digest: String {
    var text = "\(rowCount)"
    for (name, column) in zip(names, columns) {
      text += "\n\(name.utf8.count):\(name)\(column.digest)"
    }
    return Fingerprint.of(text)
  }
}
