internal import Glibc
internal import Numerics
public import Tables

/// How good predicted chances of an event are. `isEvent` and `chance` are equally long; NaN where there is no answer.
public enum ChanceMetrics {
  /// The area under the ROC curve: the share of pairs of an event and another row in which the event has the higher
  /// chance, equal chances counting half (the Mann–Whitney statistic). NaN without both kinds. O(n log n).
  public static func auc(_ isEvent: [Bool], _ chance: [Double]) -> Double {
    let events = isEvent.lazy.filter { $0 }.count
    let others = isEvent.count - events
    guard events > 0, others > 0 else { return .nan }
    let ranks = Ranks.ranks(chance, ties: .average)
    let sum = Reductions.sum(isEvent.indices.filter { isEvent[$0] }.map { ranks[$0] })
    return (sum - Double(events) * Double(events + 1) / 2) / (Double(events) * Double(others))
  }

  /// -Σ log(the chance that was given to what happened) / n. A chance of 0 for what happened counts as 2⁻⁵²,
  /// so that one row doesn't make it infinite.
  public static func logLoss(_ isEvent: [Bool], _ chance: [Double]) -> Double {
    logLoss(ofGiven: isEvent.indices.map { isEvent[$0] ? chance[$0] : 1 - chance[$0] })
  }

  /// The same from the chances given to what happened, for any number of classes.
  public static func logLoss(ofGiven chances: [Double]) -> Double {
    guard !chances.isEmpty else { return .nan }
    return Reductions.sum(chances.map { -log(max(.ulpOfOne, min(1, $0))) }) / Double(chances.count)
  }

  /// Σ (chance - what happened)² / n (Brier 1950), from 0 to 1.
  public static func brier(_ isEvent: [Bool], _ chance: [Double]) -> Double {
    guard !chance.isEmpty else { return .nan }
    let squares = chance.indices.map { row in
      let miss = chance[row] - (isEvent[row] ? 1 : 0)
      return miss * miss
    }
    return Reductions.sum(squares) / Double(chance.count)
  }

  /// The ROC curve: for each different chance, highest first, the share of other rows (`false_positive_rate`) and of
  /// events (`true_positive_rate`) with at least that chance; begins at 0, 0 with a missing threshold. Points
  /// on a straight line between others are kept. Empty without both kinds.
  public static func roc(_ isEvent: [Bool], _ chance: [Double]) -> Table {
    let events = Double(isEvent.lazy.filter { $0 }.count)
    let others = Double(isEvent.count) - events
    var (threshold, falseRate, trueRate) = ([Double.nan], [0.0], [0.0])
    if events > 0, others > 0 {
      let order = Array(Ranks.order(chance).reversed())
      var (hits, alarms) = (0.0, 0.0)
      for (place, row) in order.enumerated() {
        if isEvent[Int(row)] { hits += 1 } else { alarms += 1 }
        if place + 1 < order.count, chance[Int(order[place + 1])] == chance[Int(row)] { continue }
        threshold.append(chance[Int(row)])
        falseRate.append(alarms / others)
        trueRate.append(hits / events)
      }
    } else {
      (threshold, falseRate, trueRate) = ([], [], [])
    }
    return Table([
      ("threshold", Column(numbers: threshold)), ("false_positive_rate", Column(numbers: falseRate)),
      ("true_positive_rate", Column(numbers: trueRate)),
    ]) ?? .empty
  }
}
