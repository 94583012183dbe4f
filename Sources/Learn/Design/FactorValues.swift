internal import Numerics
internal import Tables

/// The values of one factor in some rows, on the way into a matrix.
struct FactorValues {
  enum Storage {
    /// NaN where missing.
    case numbers([Double])
    case polynomial([[Double]])
    /// -1 where missing or unseen.
    case codes([Int32])
  }
  var storage: Storage
  /// The first label that was not in the training rows, and the rows with such labels.
  var unseen: String?
  var unseenRows = 0
  var unseenBits = Bitmap(repeating: false, count: 0)

  /// Writes one of the factor's columns, or multiplies it in.
  func write(
    _ target: UnsafeMutableBufferPointer<Double>, which: Int, allLevels: Bool, multiplying: Bool
  ) {
    switch storage {
    case .numbers(let values): Self.put(values, target, multiplying)
    case .polynomial(let columns): Self.put(columns[which], target, multiplying)
    case .codes(let codes):
      let code = Int32(allLevels ? which : which + 1)
      codes.withUnsafeBufferPointer { codes in
        for i in 0..<target.count {
          let value = codes[i] == code ? 1.0 : 0
          target[i] = multiplying ? target[i] * value : value
        }
      }
    }
  }

  private static func put(
    _ values: [Double], _ target: UnsafeMutableBufferPointer<Double>, _ multiplying: Bool
  ) {
    values.withUnsafeBufferPointer { values in
      if multiplying {
        for i in 0..<target.count { target[i] *= values[i] }
      } else {
        for i in 0..<target.count { target[i] = values[i] }
      }
    }
  }

  /// The values as a feature.
  func feature(_ kind: Design.CodedFactor.Kind) -> Feature.Values {
    switch storage {
    case .numbers(let values): .numbers(values)
    case .polynomial(let columns): .numbers(columns.first ?? [])
    case .codes(let codes):
      if case .labels(let levels) = kind {
        .labels(codes: codes, levels: levels)
      } else {
        .labels(codes: codes, levels: [])
      }
    }
  }
}

extension Design.CodedFactor {
  func columnCount(allLevels: Bool) -> Int {
    switch kind {
    case .number, .truth, .day: 1
    case .labels(let levels): max(0, allLevels ? levels.count : levels.count - 1)
    case .polynomial(let basis): basis.degree
    }
  }

  func names(allLevels: Bool) -> [String] {
    switch kind {
    case .number, .day: [factor.label]
    case .truth: ["\(factor.label)[true]"]
    case .labels(let levels): levels.dropFirst(allLevels ? 0 : 1).map { "\(factor.label)[\($0)]" }
    case .polynomial(let basis): (1...basis.degree).map { "\(factor.label)[\($0)]" }
    }
  }

  /// The values of a column that must have the type of the training rows' one.
  func values(_ column: Column) throws(LearnError) -> FactorValues {
    switch (kind, column.values) {
    case (_, .unknown(let count)):
      // Nothing but missing values goes with any type.
      if case .labels = kind {
        return FactorValues(storage: .codes(Array(repeating: -1, count: count)))
      }
      if case .polynomial(let basis) = kind {
        return FactorValues(
          storage: .polynomial(
            Array(repeating: Array(repeating: .nan, count: count), count: basis.degree)))
      }
      return FactorValues(storage: .numbers(Array(repeating: .nan, count: count)))
    case (.number, .number(let x)): return numbers(x.doubles, column) { $0 }
    case (.truth, .truth(let x)): return numbers(x, column) { $0 ? 1 : 0 }
    case (.day, .date(let x)): return numbers(x, column) { Double($0) }
    case (.day, .dateTime(let x)):
      return numbers(x, column) { Double($0) / Double(Instant.microsecondsPerDay) }
    case (.polynomial(let basis), .number(let x)):
      var filled = x.doubles
      if let missing = column.missing {
        for row in missing.setIndices() { filled[Int(row)] = .nan }
      }
      return FactorValues(storage: .polynomial(basis.columns(filled)))
    case (.labels(let levels), .text), (.labels(let levels), .category):
      return labels(column, levels)
    default:
      throw LearnError(
        .wrongType(column: factor.label, found: column.type),
        "`\(factor.label)` is \(column.type.rawValue) here, and was \(trainingType) in the training rows"
      )
    }
  }

  private var trainingType: String {
    switch kind {
    case .number, .polynomial: ColumnType.number.rawValue
    case .truth: ColumnType.truth.rawValue
    case .day: "date or date-time"
    case .labels: "text or category"
    }
  }

  private func numbers<Element>(
    _ values: [Element], _ column: Column, _ number: (Element) -> Double
  ) -> FactorValues {
    var result = values.map(number)
    if let missing = column.missing { for row in missing.setIndices() { result[Int(row)] = .nan } }
    return FactorValues(storage: .numbers(result))
  }

  private func labels(_ column: Column, _ levels: [String]) -> FactorValues {
    guard let (labels, codes) = column.labelled else { return FactorValues(storage: .codes([])) }
    let known = Dictionary(
      levels.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { a, _ in a })
    let places = labels.map { known[$0] ?? -1 }
    var result = FactorValues(storage: .codes([]))
    result.unseenBits = Bitmap(repeating: false, count: codes.count)
    var own = [Int32](repeating: -1, count: codes.count)
    for row in codes.indices where codes[row] >= 0 {
      let place = places[Int(codes[row])]
      own[row] = place
      if place < 0 {
        if result.unseen == nil { result.unseen = labels[Int(codes[row])] }
        result.unseenRows += 1
        result.unseenBits[row] = true
      }
    }
    result.storage = .codes(own)
    return result
  }
}
