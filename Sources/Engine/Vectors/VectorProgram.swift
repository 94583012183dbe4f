internal import Numerics
internal import Syntax
internal import Tables

/// An expression over the rows of a table as operations on blocks of rows: the values between two operations stay in
/// the processor's first cache, and no operation has a pass over the table or an allocation of its own.
///
/// Numbers are doubles, NaN where one is missing. Truths are bytes: 0 false, 1 true, 2 missing. What an operation gives
/// goes into a register of one block.
struct VectorProgram: Sendable {
  /// Rows in a block. A multiple of 64, so that a block's part of a bitmap is whole words.
  static let block = 1024

  /// An operand: a register, or one value for all rows.
  enum Source: BitwiseCopyable, Sendable {
    case register(Int)
    case constant(Double)
  }

  /// A function of a number.
  typealias Function = @Sendable (Double) -> Double

  /// Without a reference in it, as each operation is copied at each block.
  enum Operation: BitwiseCopyable, Sendable {
    case loadNumber(input: Int, into: Int)
    /// Lets a register lie where a column's numbers are. Nothing else may write to it.
    case layNumber(input: Int, into: Int)
    case loadTruth(input: Int, into: Int)
    /// The truth that a table gives for each code.
    case lookUp(codes: Int, table: Int, into: Int)
    case fillNumber(Double, into: Int)
    case fillTruth(UInt8, into: Int)
    /// Without a counter no result can be undefined.
    case arithmetic(BinaryOperator, Source, Source, into: Int, counter: Int?)
    case map(function: Int, Int, into: Int, counter: Int)
    case negate(Int, into: Int)
    case compare(Comparator, Source, Source, into: Int)
    case both(Int, Int, into: Int)
    case either(Int, Int, into: Int)
    case not(Int, into: Int)
    case isMissing(input: Int, negated: Bool, into: Int)
    case isMissingNumber(Int, negated: Bool, into: Int)
    case isMissingTruth(Int, negated: Bool, into: Int)
    case chooseNumber(Int, Int, Int, into: Int)
    case chooseTruth(Int, Int, Int, into: Int)
  }

  private(set) var inputs: [Input] = []
  var functions: [Function] = []
  var operations: [Operation] = []
  var numberRegisters = 0
  var truthRegisters = 0
  /// What the counters of undefined results are called in notes.
  var counters: [String] = []
  /// The registers whose numbers are whole ones, with the largest magnitude that one of them may have; no zero in them has
  /// a sign.
  var wholeLimits: [Int: Double] = [:]

  /// The number of an input.
  mutating func input(_ values: Input.Values, missing: Bitmap? = nil) -> Int {
    inputs.append(Input(values: values, missing: missing))
    return inputs.count - 1
  }

  /// The largest magnitude of a sum or difference of whole numbers, if all that there can be are exact.
  func wholeLimit(_ op: BinaryOperator, _ x: Source, _ y: Source) -> Double? {
    guard op == .plus || op == .minus, let a = wholeLimit(x), let b = wholeLimit(y), a + b < 0x1p52
    else { return nil }
    return a + b
  }

  private func wholeLimit(_ source: Source) -> Double? {
    switch source {
    case .register(let x): wholeLimits[x]
    case .constant(let x):
      // A zero with a sign would make others of its kind.
      x == x.rounded(.towardZero) && x.magnitude < 0x1p52 && !(x == 0 && x.sign == .minus)
        ? x.magnitude : nil
    }
  }

  /// The rows that one thread takes at a time.
  private static let grain = 64 * block

  /// For each of some registers, all different, its numbers at each row; and the undefined results by counter.
  ///
  /// Numbers that are whole ones of up to 32 bits by what they are made of come as such.
  /// - Complexity: O(rows · operations), on all cores.
  func numbers(
    in registers: [Int], rows: Int
  ) throws(Interrupted) -> (columns: [Column], undefined: [Int]) {
    let width = (rows + 63) >> 6
    var words = [UInt64](repeating: 0, count: width * registers.count)
    var undefined: [Int] = []
    let values = try words.withUnsafeMutableBufferPointer { words throws(Interrupted) in
      nonisolated(unsafe) let words = words
      let kinds = registers.map { Target.Kind(limit: wholeLimits[$0]) }
      return try Target.arrays(kinds, of: rows) { targets throws(Interrupted) in
        nonisolated(unsafe) let targets = targets
        undefined = try run(rows: rows) { lanes, start in
          for (register, target) in zip(registers, targets) {
            if case .double(let target) = target { lanes.lay(register, at: target + start) }
          }
        } then: { lanes, start, count in
          for (place, register) in registers.enumerated() {
            let source = lanes.number(register)
            targets[place].take(source, start, count)
            if Registers.areFinite(source, count) { continue }
            for w in 0..<(count &+ 63) >> 6 {
              var word: UInt64 = 0
              let from = w << 6
              for i in from..<min(from &+ 64, count) {
                word |= (source[i] != source[i] ? 1 : 0) &<< UInt64(i &- from)
              }
              words[place &* width &+ start >> 6 &+ w] = word
            }
          }
        }
      }
    }
    let columns = values.enumerated().map { place, values in
      Column(
        .number(values),
        missing: Bitmap(words: Array(words[place * width..<(place + 1) * width]), count: rows))
    }
    return (columns, undefined)
  }

  /// The truths in a register at each row.
  func truthColumn(
    in register: Int, rows: Int
  ) throws(Interrupted) -> (column: Column, undefined: [Int]) {
    let (holds, missing, undefined) = try truths(in: register, rows: rows)
    return (Column(.truth(holds.truths), missing: missing), undefined)
  }

  /// Two sets of rows: where the truths of a register hold, and where they are missing.
  func truths(
    in register: Int, rows: Int
  ) throws(Interrupted) -> (holds: Bitmap, missing: Bitmap, undefined: [Int]) {
    var holds = [UInt64](repeating: 0, count: (rows + 63) >> 6)
    var missing = holds
    let undefined = try holds.withUnsafeMutableBufferPointer { holds throws(Interrupted) in
      try missing.withUnsafeMutableBufferPointer { missing throws(Interrupted) in
        nonisolated(unsafe) let (holds, missing) = (holds, missing)
        return try run(rows: rows) { _, _ in
        } then: { registers, start, count in
          let source = registers.truth(register)
          for w in 0..<(count &+ 63) >> 6 {
            var (held, gone): (UInt64, UInt64) = (0, 0)
            for part in 0..<8 {
              // Of eight truths; there is room for a whole block of them, whatever the number of rows.
              let truths = UnsafeRawPointer(source + (w << 6 &+ part << 3))
                .loadUnaligned(as: UInt64.self).littleEndian
              held |= VectorProgram.lowBits(truths) &<< UInt64(part &<< 3)
              gone |= VectorProgram.lowBits(truths &>> 1) &<< UInt64(part &<< 3)
            }
            let left = count &- w << 6
            if left < 64 {
              held &= 1 &<< UInt64(left) &- 1
              gone &= 1 &<< UInt64(left) &- 1
            }
            holds[start >> 6 &+ w] = held
            missing[start >> 6 &+ w] = gone
          }
        }
      }
    }
    return (Bitmap(words: holds, count: rows), Bitmap(words: missing, count: rows), undefined)
  }

  /// The lowest bits of eight bytes, the first one's lowest.
  @inline(__always)
  private static func lowBits(_ bytes: UInt64) -> UInt64 {
    ((bytes & 0x0101_0101_0101_0101) &* 0x0102_0408_1020_4080) &>> 56
  }

  /// Runs all operations for each block: hands the registers to `prepare` with the block's first row before, to `take`
  /// with its first row and its length behind.
  private func run(
    rows: Int, _ prepare: @Sendable (Registers, Int) -> Void,
    then take: @Sendable (Registers, Int, Int) -> Void
  ) throws(Interrupted) -> [Int] {
    let ranges = max(1, (rows + VectorProgram.grain - 1) / VectorProgram.grain)
    let width = max(1, counters.count)
    var counts = [Int](repeating: 0, count: ranges * width)
    let places = inputs.map(Place.init)
    defer { withExtendedLifetime(inputs) {} }
    try counts.withUnsafeMutableBufferPointer { counts throws(Interrupted) in
      nonisolated(unsafe) let counts = counts
      try Parallel.forEachRange(count: rows, grain: VectorProgram.grain) { range in
        let own = UnsafeMutableBufferPointer(
          rebasing: counts[(range.lowerBound / VectorProgram.grain * width)...].prefix(width))
        Registers.with(self, inputs: places) { registers in
          var start = range.lowerBound
          while start < range.upperBound {
            let count = min(VectorProgram.block, range.upperBound - start)
            prepare(registers, start)
            for operation in operations {
              registers.run(operation, from: start, count: count, counts: own)
            }
            take(registers, start, count)
            start += count
          }
        }
      }
    }
    return counters.indices.map { counter in
      (0..<ranges).reduce(0) { $0 + counts[$1 * width + counter] }
    }
  }
}
