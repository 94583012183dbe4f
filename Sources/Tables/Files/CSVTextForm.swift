internal import Synchronization

/// How the texts of a column are kept, as soon as one of the threads that read it knows: with codes, or row by row where
/// nearly all of them differ, since a look for each among those met before would find next to nothing.
///
/// Until then both are collected. A class, because the threads share it.
final class CSVTextForm: Sendable {
  enum Form: UInt8 { case undecided, coded, plain }

  private let state: Atomic<UInt8>

  init(_ form: Form) { state = Atomic(form.rawValue) }

  var form: Form { Form(rawValue: state.load(ordering: .relaxed)) ?? .coded }

  /// Decides, if nobody did before.
  func decide(_ form: Form) {
    _ = state.compareExchange(
      expected: Form.undecided.rawValue, desired: form.rawValue, ordering: .relaxed)
  }

  /// Decides from what one thread saw, as soon as it is enough: row by row, if most texts to come will probably be new, as
  /// of texts drawn from more than a quarter of a million, of which n look-ups repeat about n² / 2 / 2^18.
  func decide(lookups: Int, distinct: Int) {
    let repeats = Double(lookups - distinct)
    if distinct >= 1 << 14 {
      let isNearlyAllNew =
        repeats < Double(lookups) * Double(lookups) / 0x1p19 && repeats < 0.5 * Double(lookups)
      decide(isNearlyAllNew ? .plain : .coded)
    } else if lookups >= 1 << 16 || (lookups >= 1 << 10 && repeats > 0.5 * Double(lookups)) {
      decide(.coded)
    }
  }
}
