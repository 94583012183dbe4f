internal import Diagnostics

/// What the aggregates of a plan's step gave on the training rows, in the order in which they were asked.
///
/// The first time round each aggregate is computed and kept; every later time the kept values are given back in the
/// same order. So `age - mean(age)` in a plan takes the training mean away from every row it ever sees, also where the
/// aggregate is hidden in a user's function.
package final class Learning {
  package private(set) var kept: [Value]
  private let isRecording: Bool
  private var next = 0

  /// Records.
  package init() { (kept, isRecording) = ([], true) }

  /// Gives back what was recorded.
  package init(replaying kept: [Value]) { (self.kept, isRecording) = (kept, false) }

  /// The aggregate's value: computed and kept, or as it was kept.
  func value(_ compute: () throws(Diagnostic) -> Value) throws(Diagnostic) -> Value {
    if isRecording {
      let value = try compute()
      kept.append(value)
      return value
    }
    if next < kept.count {
      next += 1
      return kept[next - 1]
    }
    return try compute()
  }
}
