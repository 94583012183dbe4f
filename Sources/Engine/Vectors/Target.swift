internal import Numerics
internal import Tables

/// Where the numbers of a register go: a column in the making.
enum Target {
  case int16(UnsafeMutablePointer<Int16>)
  case int32(UnsafeMutablePointer<Int32>)
  case double(Registers.Numbers)

  enum Kind {
    case int16, int32, double

    /// The narrowest for whole numbers up to a magnitude; for any numbers if there is none.
    init(limit: Double?) {
      self =
        switch limit {
        case .some(...Double(Int16.max)): .int16
        case .some(...Double(Int32.max)): .int32
        default: .double
        }
    }
  }

  /// Takes a register's numbers for the rows from `start`, unless it lies there.
  func take(_ numbers: Registers.Numbers, _ start: Int, _ count: Int) {
    switch self {
    case .int16(let target): Target.narrow(numbers, count, target + start)
    case .int32(let target): Target.narrow(numbers, count, target + start)
    case .double(let target):
      if numbers != target + start { (target + start).update(from: numbers, count: count) }
    }
  }

  /// Whole numbers in fewer bits; where one is missing, any.
  @inline(__always)
  private static func narrow<Whole: FixedWidthInteger>(
    _ numbers: Registers.Numbers, _ count: Int, _ target: UnsafeMutablePointer<Whole>
  ) {
    // The sum is so large that its last bits are the whole number, which takes vectors where a conversion would not.
    for i in 0..<count {
      target[i] = Whole(truncatingIfNeeded: (numbers[i] + 0x1.8p52).bitPattern)
    }
  }

  /// An array of `length` numbers of each kind, which `fill` writes all at once.
  static func arrays(
    _ kinds: [Kind], of length: Int, _ fill: ([Target]) throws(Interrupted) -> Void
  ) throws(Interrupted) -> [NumberValues] {
    var arrays: [NumberValues] = []
    var failure: Interrupted?
    func array<Element: BitwiseCopyable>(
      _ targets: [Target], _ target: (UnsafeMutablePointer<Element>) -> Target
    ) -> [Element] {
      [Element](unsafeUninitializedCapacity: length) { buffer, made in
        guard let base = buffer.baseAddress else { return }
        preferLargePages(base, length)
        next(targets + [target(base)])
        made = failure == nil ? length : 0
      }
    }
    // The arrays are open inside each other, so the last one is whole first.
    func next(_ targets: [Target]) {
      guard targets.count < kinds.count else {
        do throws(Interrupted) { try fill(targets) } catch { failure = error }
        return
      }
      let numbers =
        switch kinds[targets.count] {
        case .int16: NumberValues(WholeValues(.int16(array(targets) { .int16($0) })))
        case .int32: NumberValues(WholeValues(.int32(array(targets) { .int32($0) })))
        case .double: NumberValues(array(targets) { .double($0) })
        }
      arrays.append(numbers)
    }
    next([])
    if let failure { throw failure }
    return arrays.reversed()
  }
}
