internal import CArithmetic
internal import Glibc
internal import Numerics
internal import Syntax
internal import Tables

/// The registers of one thread: so many blocks of numbers and of truths, and the operations on them.
struct Registers {
  /// Where each register of numbers lies.
  private let numbers: UnsafeMutablePointer<Numbers>
  private let truths: UnsafeMutablePointer<UInt8>
  /// Where each input of the program lies, and its functions.
  private let inputs: UnsafeBufferPointer<VectorProgram.Place>
  private let functions: UnsafeBufferPointer<VectorProgram.Function>

  typealias Numbers = UnsafeMutablePointer<Double>
  typealias Truths = UnsafeMutablePointer<UInt8>

  /// Registers that live as long as `body` runs, for a program with inputs at some places.
  static func with(
    _ program: VectorProgram, inputs: [VectorProgram.Place], _ body: (Registers) -> Void
  ) {
    let (numbers, truths) = (program.numberRegisters, program.truthRegisters)
    let block = VectorProgram.block
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, numbers) * block) { doubles in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, truths) * block) { bytes in
        withUnsafeTemporaryAllocation(of: Numbers.self, capacity: max(1, numbers)) { places in
          guard let doubles = doubles.baseAddress, let bytes = bytes.baseAddress,
            let places = places.baseAddress
          else { return }
          for register in 0..<numbers { places[register] = doubles + register * block }
          inputs.withUnsafeBufferPointer { inputs in
            program.functions.withUnsafeBufferPointer { functions in
              body(
                Registers(numbers: places, truths: bytes, inputs: inputs, functions: functions))
            }
          }
        }
      }
    }
  }

  /// Lets a register lie where its numbers are wanted, so that they needn't be copied there.
  @inline(__always)
  func lay(_ register: Int, at place: Numbers) { numbers[register] = place }

  @inline(__always)
  func number(_ register: Int) -> Numbers { numbers[register] }
  @inline(__always)
  func truth(_ register: Int) -> Truths { truths + register &* VectorProgram.block }

  /// Runs one operation for the rows from `start`. Undefined results are added to `counts`.
  func run(
    _ operation: VectorProgram.Operation, from start: Int, count n: Int,
    counts: UnsafeMutableBufferPointer<Int>
  ) {
    switch operation {
    case .loadNumber(let input, let into):
      let target = number(into)
      switch inputs[input].values {
      case .double(let x): target.update(from: x + start, count: n)
      case .int8(let x): ogive_widen_int8(x + start, n, target)
      case .int16(let x): ogive_widen_int16(x + start, n, target)
      case .int32(let x): ogive_widen_int32(x + start, n, target)
      case .int64(let x): Registers.load(x + start, n, target) { Double($0) }
      case .bytes, .nothing: break
      }
      mark(input, start, n) { target[$0] = .nan }
    case .layNumber(let input, let into):
      // No operation writes to this register.
      if case .double(let x) = inputs[input].values { lay(into, at: Numbers(mutating: x + start)) }
    case .loadTruth(let input, let into):
      let target = truth(into)
      if case .bytes(let x) = inputs[input].values {
        target.update(from: x + start, count: n)
      }
      mark(input, start, n) { target[$0] = 2 }
    case .lookUp(let codes, let table, let into):
      let target = truth(into)
      if case .bytes(let table) = inputs[table].values {
        switch inputs[codes].values {
        case .int8(let x): Registers.load(x + start, n, target) { table[Int($0)] }
        case .int16(let x): Registers.load(x + start, n, target) { table[Int($0)] }
        case .int32(let x): Registers.load(x + start, n, target) { table[Int($0)] }
        default: break
        }
      }
      mark(codes, start, n) { target[$0] = 2 }
    case .fillNumber(let x, let into): number(into).update(repeating: x, count: n)
    case .fillTruth(let x, let into): truth(into).update(repeating: x, count: n)
    case .arithmetic(let op, let a, let b, let into, let counter):
      if let counter {
        counts[counter] &+= arithmetic(op, a, b, number(into), n)
      } else {
        _ = arithmetic(op, a, b, number(into), n)
      }
    case .map(let function, let from, let into, let counter):
      counts[counter] &+= map(functions[function], number(from), number(into), n)
    case .negate(let from, let into):
      let (x, target) = (number(from), number(into))
      for i in 0..<n { target[i] = -x[i] }
    case .compare(let comparator, let a, let b, let into):
      compare(comparator, a, b, truth(into), n)
    case .both(let a, let b, let into):
      let (x, y, target) = (truth(a), truth(b), truth(into))
      // False decides, then missing: no branches, so that it takes vectors.
      for i in 0..<n { target[i] = min(x[i], y[i]) == 0 ? 0 : max(x[i], y[i]) }
    case .either(let a, let b, let into):
      let (x, y, target) = (truth(a), truth(b), truth(into))
      // True decides, the only one with bit 0.
      for i in 0..<n { target[i] = (x[i] | y[i]) & 1 == 1 ? 1 : x[i] | y[i] }
    case .not(let from, let into):
      let (x, target) = (truth(from), truth(into))
      for i in 0..<n { target[i] = x[i] & 2 | (x[i] ^ 1) & ~(x[i] &>> 1) & 1 }
    case .isMissing(let input, let negated, let into):
      let target = truth(into)
      target.update(repeating: negated ? 1 : 0, count: n)
      mark(input, start, n) { target[$0] = negated ? 0 : 1 }
    case .isMissingNumber(let from, let negated, let into):
      let (x, target) = (number(from), truth(into))
      for i in 0..<n { target[i] = (x[i] != x[i]) != negated ? 1 : 0 }
    case .isMissingTruth(let from, let negated, let into):
      let (x, target) = (truth(from), truth(into))
      for i in 0..<n { target[i] = (x[i] == 2) != negated ? 1 : 0 }
    case .chooseNumber(let condition, let then, let otherwise, let into):
      let (c, x, y, target) = (truth(condition), number(then), number(otherwise), number(into))
      for i in 0..<n { target[i] = c[i] == 1 ? x[i] : c[i] == 0 ? y[i] : .nan }
    case .chooseTruth(let condition, let then, let otherwise, let into):
      let (c, x, y, target) = (truth(condition), truth(then), truth(otherwise), truth(into))
      for i in 0..<n { target[i] = c[i] == 1 ? x[i] : c[i] == 0 ? y[i] : 2 }
    }
  }

  // MARK: Loading

  @inline(__always)
  private static func load<Stored, Loaded>(
    _ source: UnsafePointer<Stored>, _ n: Int, _ target: UnsafeMutablePointer<Loaded>,
    _ convert: (Stored) -> Loaded
  ) {
    for i in 0..<n { target[i] = convert(source[i]) }
  }

  /// Calls `put` for each row of the block in which an input is missing.
  @inline(__always)
  private func mark(_ input: Int, _ start: Int, _ n: Int, _ put: (Int) -> Void) {
    guard let words = inputs[input].missing.map({ $0 + (start >> 6) }) else { return }
    for w in 0..<(n &+ 63) >> 6 {
      var word = words[w]
      while word != 0 {
        put(w << 6 &+ word.trailingZeroBitCount)
        word &= word &- 1
      }
    }
  }

  // MARK: Arithmetic

  /// Applies an operator; what isn't finite becomes missing. Gives how many results are undefined although no operand
  /// is missing.
  private func arithmetic(
    _ op: BinaryOperator, _ a: VectorProgram.Source, _ b: VectorProgram.Source, _ target: Numbers,
    _ n: Int
  ) -> Int {
    switch op {
    case .plus:
      return combine(a, b, target, n, (ogive_plus, ogive_plus_right, ogive_plus_left))
    case .minus:
      return combine(a, b, target, n, (ogive_minus, ogive_minus_right, ogive_minus_left))
    case .times:
      return combine(a, b, target, n, (ogive_times, ogive_times_right, ogive_times_left))
    case .divide:
      return combine(a, b, target, n, (ogive_divide, ogive_divide_right, ogive_divide_left))
    case .remainder: return combine(a, b, target, n, Arithmetic.remainder)
    case .power:
      if case .constant(let y) = b, y == 2 {
        return combine(a, a, target, n, (ogive_times, ogive_times_right, ogive_times_left))
      }
      // pow(NaN, 0) is 1, and missing must stay missing.
      return combine(a, b, target, n) { $0 != $0 || $1 != $1 ? .nan : Arithmetic.power($0, $1) }
    case .and, .or: return 0
    }
  }

  /// An operator's loops: over two blocks, over one and a number on its right, a number on its left.
  private typealias Loops = (
    (UnsafePointer<Double>, UnsafePointer<Double>, Int, Numbers) -> UInt64,
    (UnsafePointer<Double>, Double, Int, Numbers) -> UInt64,
    (Double, UnsafePointer<Double>, Int, Numbers) -> UInt64
  )

  @inline(__always)
  private func combine(
    _ a: VectorProgram.Source, _ b: VectorProgram.Source, _ target: Numbers, _ n: Int,
    _ loops: Loops
  ) -> Int {
    let bits: UInt64
    switch (a, b) {
    case (.register(let a), .register(let b)): bits = loops.0(number(a), number(b), n, target)
    case (.register(let a), .constant(let y)): bits = loops.1(number(a), y, n, target)
    case (.constant(let x), .register(let b)): bits = loops.2(x, number(b), n, target)
    case (.constant(let x), .constant(let y)):
      target.update(repeating: y, count: n)
      bits = loops.2(x, target, n, target)
    }
    return settle(a, b, bits, target, n)
  }

  @inline(__always)
  private func combine(
    _ a: VectorProgram.Source, _ b: VectorProgram.Source, _ target: Numbers, _ n: Int,
    _ op: (Double, Double) -> Double
  ) -> Int {
    switch (a, b) {
    case (.register(let a), .register(let b)):
      let (x, y) = (number(a), number(b))
      for i in 0..<n { target[i] = op(x[i], y[i]) }
    case (.register(let a), .constant(let y)):
      let x = number(a)
      for i in 0..<n { target[i] = op(x[i], y) }
    case (.constant(let x), .register(let b)):
      let y = number(b)
      for i in 0..<n { target[i] = op(x, y[i]) }
    case (.constant(let x), .constant(let y)): target.update(repeating: op(x, y), count: n)
    }
    return settle(a, b, ogive_finiteness(target, n), target, n)
  }

  /// Makes what isn't finite missing, and counts where no operand was; an operand's register is not the target.
  ///
  /// - Parameter bits: the first is set unless all results are finite.
  private func settle(
    _ a: VectorProgram.Source, _ b: VectorProgram.Source, _ bits: UInt64, _ target: Numbers,
    _ n: Int
  ) -> Int {
    if Registers.areFinite(bits) { return 0 }
    switch (a, b) {
    case (.register(let a), .register(let b)):
      let (x, y) = (number(a), number(b))
      return settle(target, n) { x[$0] == x[$0] && y[$0] == y[$0] }
    case (.register(let a), .constant), (.constant, .register(let a)):
      let x = number(a)
      return settle(target, n) { x[$0] == x[$0] }
    case (.constant, .constant): return 0
    }
  }

  private func map(
    _ function: (Double) -> Double, _ x: Numbers, _ target: Numbers, _ n: Int
  ) -> Int {
    for i in 0..<n { target[i] = x[i] == x[i] ? function(x[i]) : .nan }
    return Registers.areFinite(target, n) ? 0 : settle(target, n) { x[$0] == x[$0] }
  }

  /// Whether all numbers are finite.
  static func areFinite(_ x: Numbers, _ n: Int) -> Bool { areFinite(ogive_finiteness(x, n)) }

  /// Whether all numbers are finite whose word is given.
  @inline(__always)
  private static func areFinite(_ bits: UInt64) -> Bool { bits &>> 63 == 0 }

  /// Makes what isn't finite missing, and counts where no operand was.
  private func settle(_ target: Numbers, _ n: Int, _ isPresent: (Int) -> Bool) -> Int {
    var undefined = 0
    for i in 0..<n where !target[i].isFinite {
      target[i] = .nan
      if isPresent(i) { undefined &+= 1 }
    }
    return undefined
  }

  // MARK: Comparison

  /// A comparison's loops: over two blocks, over one and a number on its right.
  private typealias Comparison = (
    (UnsafePointer<Double>, UnsafePointer<Double>, Int, Truths) -> Void,
    (UnsafePointer<Double>, Double, Int, Truths) -> Void
  )

  private func compare(
    _ comparator: Comparator, _ a: VectorProgram.Source, _ b: VectorProgram.Source,
    _ target: Truths, _ n: Int
  ) {
    switch (a, b) {
    case (.register(let a), .register(let b)):
      Registers.comparison(comparator).0(number(a), number(b), n, target)
    case (.register(let a), .constant(let y)):
      Registers.comparison(comparator).1(number(a), y, n, target)
    case (.constant(let x), .register(let b)):
      Registers.comparison(comparator.mirrored).1(number(b), x, n, target)
    case (.constant(let x), .constant(let y)):
      withUnsafePointer(to: x) { Registers.comparison(comparator).1($0, y, 1, target) }
      target.update(repeating: target[0], count: n)
    }
  }

  private static func comparison(_ comparator: Comparator) -> Comparison {
    switch comparator {
    case .equal: (ogive_equal, ogive_equal_right)
    case .notEqual: (ogive_not_equal, ogive_not_equal_right)
    case .less: (ogive_less, ogive_less_right)
    case .lessOrEqual: (ogive_less_or_equal, ogive_less_or_equal_right)
    case .greater: (ogive_greater, ogive_greater_right)
    case .greaterOrEqual: (ogive_greater_or_equal, ogive_greater_or_equal_right)
    // Made a table of truths before.
    case .in: ({ _, _, _, _ in }, { _, _, _, _ in })
    }
  }
}
