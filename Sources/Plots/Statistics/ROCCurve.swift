/// The receiver operating characteristic: how the true and the false positive rate move together as
/// the threshold falls.
package struct ROCCurve: Sendable, Equatable {
  /// From (0, 0) to (1, 1); rows of equal chance make one step, drawn straight.
  package let falseRates: [Double]
  package let trueRates: [Double]
  /// The least chance that counts as the event at each point; infinite at the first.
  package let thresholds: [Double]
  /// The area under it by trapezoids: the probability that a row of the event has the higher
  /// chance, ties by half.
  package let area: Double

  /// `nil` unless there are rows of both kinds. O(n log n).
  package init?(isEvent: [Bool], chance: [Double]) {
    let events = isEvent.count { $0 }
    let others = isEvent.count - events
    guard events > 0, others > 0 else { return nil }
    let order = chance.indices.sorted { chance[$0] > chance[$1] }
    var (falseRates, trueRates, thresholds) = ([0.0], [0.0], [Double.infinity])
    var (hits, alarms) = (0, 0)
    // Twice the count of ordered pairs: whole numbers, so the area is exact.
    var pairs = 0.0
    var place = 0
    while place < order.count {
      let value = chance[order[place]]
      let (hitsBefore, alarmsBefore) = (hits, alarms)
      while place < order.count, chance[order[place]] == value {
        if isEvent[order[place]] { hits += 1 } else { alarms += 1 }
        place += 1
      }
      pairs += Double(alarms - alarmsBefore) * Double(hits + hitsBefore)
      falseRates.append(Double(alarms) / Double(others))
      trueRates.append(Double(hits) / Double(events))
      thresholds.append(value)
    }
    (self.falseRates, self.trueRates, self.thresholds) = (falseRates, trueRates, thresholds)
    area = pairs / (2 * Double(events) * Double(others))
  }
}
