internal import Numerics
public import Tables

/// `scale`: columns of numbers brought to a common measure, learnt from training rows.
public struct ScaleStep: PlanStep {
  public enum Method: String, Sendable, CaseIterable {
    /// (x - mean) / sd, the sd with the divisor n - 1.
    case standard
    /// (x - min) / (max - min).
    case range
    /// (x - median) / (third quartile - first quartile).
    case robust
  }
  public let columns: ColumnChoice
  public let method: Method

  public init(_ columns: ColumnChoice, method: Method = .standard) {
    (self.columns, self.method) = (columns, method)
  }

  public var label: String {
    let options = method == .standard ? "" : ", method: \(quoted(method.rawValue))"
    return "scale \(columns.label)\(options)"
  }

  /// - Throws: `unknownColumn`; `wrongType` for a column that isn't of numbers; `missingValues` for one without any.
  public func fit(_ table: Table) throws(LearnError) -> any FittedStep {
    var scales: [FittedScale.Scale] = []
    for name in try columns.names(in: table) {
      guard let column = table[name] else { throw .unknownColumn(name, in: table) }
      guard let values = column.presentNumbers else {
        throw LearnError(
          .wrongType(column: name, found: column.type),
          "only numbers can be scaled, and `\(name)` is \(column.type.rawValue)")
      }
      guard !values.isEmpty else {
        throw LearnError(
          .missingValues([.init(name, column.count)]),
          "`\(name)` has no value to learn its scale from")
      }
      scales.append(scale(name, values))
    }
    return FittedScale(scales: scales)
  }

  public func restored(_ stored: Datum) throws(LearnError) -> any FittedStep {
    let names = try stored.texts("names")
    let centers = try stored.finite("centers", count: names.count)
    let spreads = try stored.finite("spreads", count: names.count)
    return FittedScale(
      scales: names.indices.map {
        .init(name: names[$0], center: centers[$0], spread: spreads[$0])
      })
  }

  private func scale(_ name: String, _ values: [Double]) -> FittedScale.Scale {
    let (center, spread): (Double, Double)
    switch method {
    case .standard:
      (center, spread) = (Reductions.mean(values), Reductions.standardDeviation(values))
    case .range:
      center = Reductions.minimum(values)
      spread = Reductions.maximum(values) - center
    case .robust:
      let quartiles = Quantiles.quantiles(values, [0.25, 0.5, 0.75])
      (center, spread) = (quartiles[1], quartiles[2] - quartiles[0])
    }
    // A column without spread is centred only: there is nothing to divide by.
    return FittedScale.Scale(name: name, center: center, spread: spread > 0 ? spread : 1)
  }
}

/// Centers and spreads that were learnt.
struct FittedScale: FittedStep {
  struct Scale: Sendable {
    var name: String
    var center: Double
    var spread: Double
  }
  var scales: [Scale]

  func stored() -> Datum {
    .record([
      "names": .texts(scales.map(\.name)), "centers": .numbers(scales.map(\.center)),
      "spreads": .numbers(scales.map(\.spread)),
    ])
  }

  func apply(_ table: Table, _ notes: inout [LearnNote]) throws(LearnError) -> Table {
    var result = table
    for scale in scales {
      guard let column = table[scale.name] else { throw .unknownColumn(scale.name, in: table) }
      if case .unknown = column.values { continue }
      guard case .number(let values) = column.values else {
        throw LearnError(
          .wrongType(column: scale.name, found: column.type),
          "`\(scale.name)` is \(column.type.rawValue) here, and was number in the training rows")
      }
      let scaled = values.map { ($0 - scale.center) / scale.spread }
      result = result.setting(scale.name, to: Column(.number(scaled), missing: column.missing))
    }
    return result
  }
}
