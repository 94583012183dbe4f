internal import Glibc
internal import Numerics
internal import Syntax
internal import Tables

/// The registers of one thread: so many blocks of numbers and of truths, and the operations on them.
struct Registers {
  /// Where each register of numbers lies.
  private let numbers: UnsafeMutablePointer<Numbers>
  private let truths: UnsafeMutablePointer<UInt8>
  /// Where each input of the program lies.
  private let inputs: UnsafeBufferPointer<VectorProgram.Place>

  typealias Numbers = UnsafeMutablePointer<Double>
  typealias Truths = UnsafeMutablePointer<UInt8>

  /// Registers that live as long as `body` runs, for a program with inputs at some places.
  static func with(
    numbers: Int, truths: Int, of inputs: [VectorProgram.Place], _ body: (Registers) -> Void
  ) {
    let block = VectorProgram.block
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, numbers) * block) { doubles in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, truths) * block) { bytes in
        withUnsafeTemporaryAllocation(of: Numbers.self, capacity: max(1, numbers)) { places in
          guard let doubles = doubles.baseAddress, let bytes = bytes.baseAddress,
            let places = places.baseAddress
          else { return }
          for register in 0..<numbers { places[register] = doubles + register * block }
          inputs.withUnsafeBufferPointer { inputs in
            body(Registers(numbers: places, truths: bytes, inputs: inputs))
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
      case .double(let x): Registers.load(x + start, n, target) { $0 }
      case .int8(let x): Registers.load(x + start, n, target) { Double($0) }
      case .int16(let x): Registers.load(x + start, n, target) { Double($0) }
      case .int32(let x): Registers.load(x + start, n, target) { Double($0) }
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
        Registers.load(x + start, n, target) { $0 }
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
      counts[counter] &+= map(function, number(from), number(into), n)
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
    case .plus: return combine(a, b, target, n) { $0 + $1 }
    case .minus: return combine(a, b, target, n) { $0 - $1 }
    case .times: return combine(a, b, target, n) { $0 * $1 }
    case .divide: return combine(a, b, target, n) { $0 / $1 }
    case .remainder: return combine(a, b, target, n, Arithmetic.remainder)
    case .power:
      if case .constant(let y) = b, y == 2 { return combine(a, b, target, n) { x, _ in x * x } }
      // pow(NaN, 0) is 1, and missing must stay missing.
      return combine(a, b, target, n) { $0 != $0 || $1 != $1 ? .nan : Arithmetic.power($0, $1) }
    case .and, .or: return 0
    }
  }

  @inline(__always)
  private func combine(
    _ a: VectorProgram.Source, _ b: VectorProgram.Source, _ target: Numbers, _ n: Int,
    _ op: (Double, Double) -> Double
  ) -> Int {
    switch (a, b) {
    case (.register(let a), .register(let b)):
      let (x, y) = (number(a), number(b))
      var bits: UInt64 = 0
      for i in 0..<n {
        target[i] = op(x[i], y[i])
        bits |= Registers.finiteness(target[i])
      }
      return Registers.areFinite(bits)
        ? 0 : settle(target, n) { x[$0] == x[$0] && y[$0] == y[$0] }
    case (.register(let a), .constant(let y)):
      let x = number(a)
      // An operand may lie in the target's register, and is looked at again below.
      var bits: UInt64 = 0
      for i in 0..<n {
        target[i] = op(x[i], y)
        bits |= Registers.finiteness(target[i])
      }
      return Registers.areFinite(bits) ? 0 : settle(target, n) { x[$0] == x[$0] }
    case (.constant(let x), .register(let b)):
      let y = number(b)
      var bits: UInt64 = 0
      for i in 0..<n {
        target[i] = op(x, y[i])
        bits |= Registers.finiteness(target[i])
      }
      return Registers.areFinite(bits) ? 0 : settle(target, n) { y[$0] == y[$0] }
    case (.constant(let x), .constant(let y)):
      target.update(repeating: op(x, y), count: n)
      return 0
    }
  }

  private func map(
    _ function: (Double) -> Double, _ x: Numbers, _ target: Numbers, _ n: Int
  ) -> Int {
    for i in 0..<n { target[i] = x[i] == x[i] ? function(x[i]) : .nan }
    return Registers.areFinite(target, n) ? 0 : settle(target, n) { x[$0] == x[$0] }
  }

  /// Whether all numbers are finite. It shows in one sum, as 0 times what isn't is NaN; in lanes, so that it takes vectors.
  static func areFinite(_ x: Numbers, _ n: Int) -> Bool {
    var lanes = SIMD8<Double>(repeating: 0)
    var i = 0
    while i &+ 8 <= n {
      lanes += UnsafeRawPointer(x + i).loadUnaligned(as: SIMD8<Double>.self) * 0
      i &+= 8
    }
    var sum = lanes.sum()
    while i < n {
      sum += x[i] * 0
      i &+= 1
    }
    return sum == 0
  }

  /// A word whose first bit is set unless a number is finite: the next exponent behind the largest is that of what isn't.
  @inline(__always)
  private static func finiteness(_ x: Double) -> UInt64 {
    (x.bitPattern & 0x7FF0_0000_0000_0000) &+ 0x0010_0000_0000_0000
  }

  /// Whether all numbers of which the words were put together are finite.
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

  private func compare(
    _ comparator: Comparator, _ a: VectorProgram.Source, _ b: VectorProgram.Source,
    _ target: Truths, _ n: Int
  ) {
    switch comparator {
    case .equal: compared(a, b, target, n) { $0 == $1 }
    case .notEqual: compared(a, b, target, n) { $0 != $1 }
    case .less: compared(a, b, target, n) { $0 < $1 }
    case .lessOrEqual: compared(a, b, target, n) { $0 <= $1 }
    case .greater: compared(a, b, target, n) { $0 > $1 }
    case .greaterOrEqual: compared(a, b, target, n) { $0 >= $1 }
    case .in: break
    }
  }

  @inline(__always)
  private func compared(
    _ a: VectorProgram.Source, _ b: VectorProgram.Source, _ target: Truths, _ n: Int,
    _ holds: (Double, Double) -> Bool
  ) {
    switch (a, b) {
    case (.register(let a), .register(let b)):
      let (x, y) = (number(a), number(b))
      for i in 0..<n {
        target[i] = x[i] != x[i] || y[i] != y[i] ? 2 : holds(x[i], y[i]) ? 1 : 0
      }
    case (.register(let a), .constant(let y)):
      let x = number(a)
      for i in 0..<n { target[i] = x[i] != x[i] ? 2 : holds(x[i], y) ? 1 : 0 }
    case (.constant(let x), .register(let b)):
      let y = number(b)
      for i in 0..<n { target[i] = y[i] != y[i] ? 2 : holds(x, y[i]) ? 1 : 0 }
    case (.constant(let x), .constant(let y)):
      target.update(repeating: holds(x, y) ? 1 : 0, count: n)
    }
  }
}
