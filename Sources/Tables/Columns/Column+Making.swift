internal import Numerics

extension Column {
  /// A column of numbers; those that aren't finite become missing.
  public init(numbers: [Double]) {
    var gone: Bitmap?
    for row in numbers.indices where !numbers[row].isFinite {
      if gone == nil { gone = Bitmap(repeating: false, count: numbers.count) }
      gone?[row] = true
    }
    self.init(.number(numbers), missing: gone)
  }

  /// A column of texts, `nil` where one is missing.
  public init(texts: [String?]) {
    var builder = TextValues.Builder(capacity: texts.count)
    var gone = Bitmap(repeating: false, count: texts.count)
    for (row, text) in texts.enumerated() {
      if let text {
        builder.append(text)
      } else {
        builder.appendMissing()
        gone[row] = true
      }
    }
    self.init(.text(builder.values), missing: gone)
  }

  /// A column of cells that are all of one type or missing; `nil` if they are of several types.
  public init?(cells: [Cell]) {
    guard let type = cells.first(where: { $0 != .missing })?.type else {
      self.init(.unknown(cells.count))
      return
    }
    var gone = Bitmap(repeating: false, count: cells.count)
    var numbers: [Double] = []
    var texts = TextValues.Builder()
    var truths: [Bool] = []
    var days: [Int32] = []
    var instants: [Int64] = []
    for (row, cell) in cells.enumerated() {
      switch cell {
      case .missing:
        gone[row] = true
        switch type {
        case .number: numbers.append(0)
        case .text: texts.appendMissing()
        case .truth: truths.append(false)
        case .date: days.append(0)
        default: instants.append(0)
        }
      case .number(let x) where type == .number: numbers.append(x)
      case .text(let x) where type == .text: texts.append(x)
      case .truth(let x) where type == .truth: truths.append(x)
      case .date(let x) where type == .date: days.append(x.days)
      case .dateTime(let x) where type == .dateTime: instants.append(x.microseconds)
      default: return nil
      }
    }
    switch type {
    case .number: self.init(.number(numbers), missing: gone)
    case .text: self.init(.text(texts.values), missing: gone)
    case .truth: self.init(.truth(truths), missing: gone)
    case .date: self.init(.date(days), missing: gone)
    default: self.init(.dateTime(instants), missing: gone)
    }
  }

  /// The numbers of the rows that have one, in order; `nil` if it isn't a column of numbers.
  public var presentNumbers: [Double]? {
    guard case .number(let numbers) = values else { return nil }
    guard let missing else { return numbers.doubles }
    return numbers.indices.filter { !missing[$0] }.map { numbers[$0] }
  }

  /// The labels of a text, category or true/false column by code, with the code of each row (-1 where missing).
  ///
  /// Texts come in sorted order, categories in the order of their levels, truths as `false`, `true`. Only labels that
  /// occur are listed for texts; all levels for categories. `nil` for other types.
  public var labelled: (labels: [String], codes: [Int32])? {
    switch values {
    case .category(let x):
      return (x.levels, coded(x.codes.wide) { $0 })
    case .truth(let x):
      return (["false", "true"], coded(x) { $0 ? 1 : 0 })
    case .text(let x):
      var used = [Bool](repeating: false, count: x.distinct.count)
      for row in 0..<x.count where !isMissing(row) { used[Int(x.codes[row])] = true }
      let present = x.distinct.indices.filter { used[$0] }.sorted {
        x.distinct[$0] < x.distinct[$1]
      }
      var place = [Int32](repeating: -1, count: x.distinct.count)
      for (rank, code) in present.enumerated() { place[code] = Int32(rank) }
      return (present.map { x.distinct[$0] }, coded(x.codes.wide) { place[Int($0)] })
    default:
      return nil
    }
  }

  private func coded<Element>(_ values: [Element], _ code: (Element) -> Int32) -> [Int32] {
    values.indices.map { isMissing($0) ? -1 : code(values[$0]) }
  }
}
