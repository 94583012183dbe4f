internal import Diagnostics
internal import Numerics
internal import Syntax
internal import Tables

/// Makes a ``VectorProgram`` of an expression over all rows of a table.
///
/// What has no operation (a call of an aggregate, a part of a value, a text) is evaluated as always and comes in as a
/// constant or a column. Where the kinds of values don't fit, it gives up: the evaluator then goes over the expression
/// in its own way, and finds the error.
struct VectorCompiler {
  /// What a part of the expression is.
  enum Operand {
    case number(Int)
    case numberConstant(Double)
    case truth(Int)
    case truthConstant(Bool)
    /// Dates as days or date-times as microseconds, in a register of numbers.
    case time(Int, Value.Temporal)
    case timeConstant(Double, Value.Temporal)
    /// A text or category column.
    case labels(Column)
    case textConstant(String)
    case missing
    case list([Value])
  }

  enum Failure: Error {
    /// Nothing for a program.
    case unsuited
    case diagnostic(Diagnostic)
  }

  private let evaluator: Evaluator
  private let frame: Frame
  private(set) var program = VectorProgram()
  private var freeNumbers: [Int] = []
  private var freeTruths: [Int] = []

  /// Columns that are read more than once: each is loaded into a register that stays its own.
  private var shared: Set<String> = []
  private var sharedRegisters: [String: Int] = [:]
  /// Registers that nothing else may be put into: those of shared columns, and those that lie in a column.
  private var kept: Set<Int> = []

  /// - Parameter expressions: all that will be compiled into the program.
  init(_ evaluator: Evaluator, _ frame: Frame, _ expressions: [Expression]) {
    (self.evaluator, self.frame) = (evaluator, frame)
    var seen: Set<String> = []
    for expression in expressions {
      expression.visit { part in
        if case .name(let name) = part.kind, !seen.insert(name).inserted { shared.insert(name) }
        return true
      }
    }
  }

  private var place: Place { .rows(frame) }

  mutating func compile(_ expression: Expression) throws(Failure) -> Operand {
    if evaluator.stack.isNear { throw .unsuited }
    switch expression.kind {
    case .binary(let op, let left, let right):
      return op == .and || op == .or
        ? try logic(op, left, right) : try arithmetic(op, left, right)
    case .negative(let inner):
      switch try compile(inner) {
      case .number(let x):
        let into = newNumber()
        program.operations.append(.negate(x, into: into))
        free(.number(x))
        return .number(into)
      case .numberConstant(let x): return .numberConstant(-x)
      case .missing: return .missing
      default: throw .unsuited
      }
    case .not(let inner):
      switch try compile(inner) {
      case .truth(let x):
        let into = newTruth()
        program.operations.append(.not(x, into: into))
        free(.truth(x))
        return .truth(into)
      case .truthConstant(let x): return .truthConstant(!x)
      case .missing: return .missing
      default: throw .unsuited
      }
    case .comparison(let first, let rest): return try comparison(first, rest)
    case .isMissing(let inner, let negated): return try isMissing(inner, negated)
    case .conditional(let condition, let then, let otherwise):
      return try conditional(condition, then, otherwise)
    case .group(let pipeline) where pipeline.stages.isEmpty && pipeline.head != nil:
      guard let head = pipeline.head else { throw .unsuited }
      return try compile(head)
    case .call(let callee, let items):
      if case .name(let name) = callee.kind, let call = try mapped(name, items, expression) {
        return call
      }
      return try leaf(expression)
    case .name(let name) where shared.contains(name):
      if let register = sharedRegisters[name] { return .number(register) }
      let operand = try leaf(expression)
      if case .number(let register) = operand {
        sharedRegisters[name] = register
        kept.insert(register)
      }
      return operand
    default: return try leaf(expression)
    }
  }

  // MARK: Registers

  private mutating func newNumber() -> Int {
    if let register = freeNumbers.popLast() {
      program.wholeLimits[register] = nil
      return register
    }
    program.numberRegisters += 1
    return program.numberRegisters - 1
  }

  private mutating func newTruth() -> Int {
    if let register = freeTruths.popLast() { return register }
    program.truthRegisters += 1
    return program.truthRegisters - 1
  }

  /// Gives an operand's register back. Called once the result has a register of its own: an operation looks at its
  /// operands again after it wrote its result.
  private mutating func free(_ operand: Operand) {
    switch operand {
    case .number(let x), .time(let x, _):
      if !kept.contains(x) { freeNumbers.append(x) }
    case .truth(let x): freeTruths.append(x)
    default: break
    }
  }

  private mutating func counter(_ label: @autoclosure () -> String) -> Int {
    program.counters.append(label())
    return program.counters.count - 1
  }

  // MARK: Leaves

  private mutating func leaf(_ expression: Expression) throws(Failure) -> Operand {
    let value: Value
    do {
      value = try evaluator.evaluate(expression, in: place)
    } catch {
      throw .diagnostic(error)
    }
    switch value {
    case .cell(.number(let x)): return .numberConstant(x)
    case .cell(.truth(let x)): return .truthConstant(x)
    case .cell(.text(let x)): return .textConstant(x)
    case .cell(.date(let x)): return .timeConstant(Double(x.days), .date)
    case .cell(.dateTime(let x)): return .timeConstant(Double(x.microseconds), .dateTime)
    case .cell(.missing): return .missing
    case .list(let items): return .list(items)
    case .column(let column):
      guard column.count == frame.rowCount else { throw .unsuited }
      return load(column)
    default: throw .unsuited
    }
  }

  private mutating func load(_ column: Column) -> Operand {
    switch column.values {
    case .number(let x): return .number(load(x, column.missing))
    case .date(let x):
      return .time(loadNumber(.days(x), column.missing), .date)
    case .dateTime(let x):
      return .time(loadNumber(.instants(x), column.missing), .dateTime)
    case .truth(let x):
      let into = newTruth()
      let input = program.input(.truths(x), missing: column.missing)
      program.operations.append(.loadTruth(input: input, into: into))
      return .truth(into)
    case .text, .category: return .labels(column)
    case .unknown: return .missing
    }
  }

  private mutating func loadNumber(
    _ values: VectorProgram.Input.Values, _ missing: Bitmap?
  ) -> Int {
    let into = newNumber()
    let input = program.input(values, missing: missing)
    program.operations.append(.loadNumber(input: input, into: into))
    return into
  }

  private mutating func load(_ x: NumberValues, _ missing: Bitmap?) -> Int {
    if case .double = x.storage, missing == nil {
      let into = program.numberRegisters
      program.numberRegisters += 1
      kept.insert(into)
      program.operations.append(.layNumber(input: program.input(.numbers(x)), into: into))
      return into
    }
    let into = loadNumber(.numbers(x), missing)
    if case .whole(let x) = x.storage {
      program.wholeLimits[into] =
        switch x.storage {
        case .int8: 0x1p7
        case .int16: 0x1p15
        case .int32: 0x1p31
        }
    }
    return into
  }

  // MARK: Arithmetic

  private mutating func arithmetic(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression
  ) throws(Failure) -> Operand {
    let (a, b) = (try compile(left), try compile(right))
    let label = evaluator.label(left.range.union(right.range))
    switch (a, b) {
    case (.numberConstant(let x), .numberConstant(let y)):
      let result = Arithmetic.apply(op, Side(values: [x]), Side(values: [y]))[0]
      evaluator.undefined(result.isFinite ? 0 : 1, in: label)
      return result.isFinite ? .numberConstant(result) : .missing
    case (.missing, .missing), (.missing, .number), (.number, .missing),
      (.missing, .numberConstant), (.numberConstant, .missing):
      return .missing
    default: break
    }
    guard let x = source(a), let y = source(b) else { throw .unsuited }
    let limit = program.wholeLimit(op, x, y)
    let into = newNumber()
    program.operations.append(
      .arithmetic(op, x, y, into: into, counter: limit == nil ? counter(label) : nil))
    program.wholeLimits[into] = limit
    free(a)
    free(b)
    return .number(into)
  }

  private func source(_ operand: Operand) -> VectorProgram.Source? {
    switch operand {
    case .number(let x): .register(x)
    case .numberConstant(let x): .constant(x)
    default: nil
    }
  }

  /// A function that goes row by row over its first argument, of numbers; the others are single values.
  private mutating func mapped(
    _ name: String, _ items: [Item], _ call: Expression
  ) throws(Failure) -> Operand? {
    guard evaluator.variable(name) == nil, let function = evaluator.catalogue.function(name),
      let make = function.numberKernel, let first = items.first, first.label == .none,
      items.allSatisfy({ !$0.isDescending })
    else { return nil }
    let kernel: @Sendable (Double) -> Double
    do {
      // The first argument becomes an operand; a number stands for it where the others are bound.
      var bound = items
      bound[0].value.kind = .number(0, written: "0")
      let arguments = try evaluator.bind(
        bound, to: function.card, at: call.range, place: place)
      kernel = try make(arguments)
    } catch {
      throw .unsuited
    }
    let operand = try compile(first.value)
    let label = evaluator.label(call.range)
    switch operand {
    case .missing: return .missing
    case .numberConstant(let x):
      let result = kernel(x)
      evaluator.undefined(result.isFinite ? 0 : 1, in: label)
      return result.isFinite ? .numberConstant(result) : .missing
    case .number(let x):
      let into = newNumber()
      program.functions.append(kernel)
      program.operations.append(
        .map(
          function: program.functions.count - 1, x, into: into, counter: counter(label)))
      free(operand)
      return .number(into)
    default: throw .unsuited
    }
  }

  // MARK: Truths

  private mutating func logic(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression
  ) throws(Failure) -> Operand {
    let a = try compile(left)
    // As in the evaluator: a single truth that decides leaves the other side alone.
    if case .truthConstant(let x) = a, x == (op == .or) { return .truthConstant(x) }
    let b = try compile(right)
    guard isLogical(a), isLogical(b) else { throw .unsuited }
    if case .truth = a {
    } else if case .truth = b {
    } else {
      switch (a, b) {
      case (.truthConstant(let x), .truthConstant(let y)):
        return .truthConstant(op == .and ? x && y : x || y)
      case (.truthConstant(let x), .missing), (.missing, .truthConstant(let x)):
        return x == (op == .or) ? .truthConstant(x) : .missing
      default: return .missing
      }
    }
    let (x, y) = (truthRegister(a), truthRegister(b))
    let into = newTruth()
    program.operations.append(op == .and ? .both(x, y, into: into) : .either(x, y, into: into))
    free(.truth(x))
    free(.truth(y))
    return .truth(into)
  }

  private func isLogical(_ operand: Operand) -> Bool {
    switch operand {
    case .truth, .truthConstant, .missing: true
    default: false
    }
  }

  /// The operand in a register, filled if it is one value.
  private mutating func truthRegister(_ operand: Operand) -> Int {
    if case .truth(let x) = operand { return x }
    let into = newTruth()
    var fill: UInt8 = 2
    if case .truthConstant(let x) = operand { fill = x ? 1 : 0 }
    program.operations.append(.fillTruth(fill, into: into))
    return into
  }

  private mutating func numberRegister(_ operand: Operand) -> Int {
    if case .number(let x) = operand { return x }
    let into = newNumber()
    var fill = Double.nan
    if case .numberConstant(let x) = operand { fill = x }
    program.operations.append(.fillNumber(fill, into: into))
    return into
  }

  private mutating func comparison(
    _ first: Expression, _ rest: [Comparison]
  ) throws(Failure) -> Operand {
    var left = (expression: first, operand: try compile(first))
    var whole: Operand?
    for (place, step) in rest.enumerated() {
      do {
        try evaluator.guardComparison(left.expression, step, self.place)
      } catch {
        throw .diagnostic(error)
      }
      let right = (expression: step.operand, operand: try compile(step.operand))
      let held = try compare(step, left.operand, right.operand, isLast: place == rest.count - 1)
      if let before = whole {
        guard case .truth(let x) = before, case .truth(let y) = held else { throw .unsuited }
        let into = newTruth()
        program.operations.append(.both(x, y, into: into))
        free(before)
        free(held)
        whole = .truth(into)
      } else {
        whole = held
      }
      left = right
    }
    return whole ?? left.operand
  }

  /// One comparison. The left operand is done with; the right one too if the chain ends here.
  private mutating func compare(
    _ step: Comparison, _ a: Operand, _ b: Operand, isLast: Bool
  ) throws(Failure) -> Operand {
    defer {
      free(a)
      if isLast { free(b) }
    }
    if let truths = try labels(step, a, b) { return truths }
    guard step.comparator != .in else { throw .unsuited }
    let (x, y): (VectorProgram.Source, VectorProgram.Source)
    switch (a, b) {
    case (.number(let a), .number(let b)): (x, y) = (.register(a), .register(b))
    case (.number(let a), .numberConstant(let b)): (x, y) = (.register(a), .constant(b))
    case (.numberConstant(let a), .number(let b)): (x, y) = (.constant(a), .register(b))
    case (.time(let a, let one), .time(let b, let other)) where one == other:
      (x, y) = (.register(a), .register(b))
    case (.time(let a, let one), .timeConstant(let b, let other)) where one == other:
      (x, y) = (.register(a), .constant(b))
    case (.timeConstant(let a, let one), .time(let b, let other)) where one == other:
      (x, y) = (.constant(a), .register(b))
    default: throw .unsuited
    }
    let into = newTruth()
    program.operations.append(.compare(step.comparator, x, y, into: into))
    return .truth(into)
  }

  /// Texts and categories against a text or a list of texts: each label is asked once.
  private mutating func labels(
    _ step: Comparison, _ a: Operand, _ b: Operand
  ) throws(Failure) -> Operand? {
    let column: Column
    let holds: [Bool]
    do {
      switch (a, b) {
      case (.labels(let x), .textConstant(let text)) where step.comparator != .in:
        column = x
        holds = try evaluator.labelTruths(step.comparator, x, text, step.operand.range)
      case (.textConstant(let text), .labels(let x)) where step.comparator != .in:
        column = x
        holds = try evaluator.labelTruths(step.comparator.mirrored, x, text, step.operand.range)
      case (.labels(let x), .list(let items)) where step.comparator == .in:
        var wanted: Set<String> = []
        for item in items {
          guard case .cell(.text(let text)) = item else { return nil }
          wanted.insert(text)
        }
        column = x
        switch x.values {
        case .text(let x): holds = x.distinct.map { wanted.contains($0) }
        case .category(let x): holds = x.levels.map { wanted.contains($0) }
        default: return nil
        }
      default: return nil
      }
    } catch {
      throw .diagnostic(error)
    }
    let codes: WholeValues
    switch column.values {
    case .text(let x): codes = x.codes
    case .category(let x): codes = x.codes
    default: return nil
    }
    let into = newTruth()
    // A missing row's code may be 0 where there is no label at all.
    let table = holds.isEmpty ? [0] : holds.map { $0 ? UInt8(1) : 0 }
    let (input, truths) = (
      program.input(.codes(codes), missing: column.missing), program.input(.table(table))
    )
    program.operations.append(.lookUp(codes: input, table: truths, into: into))
    return .truth(into)
  }

  private mutating func isMissing(
    _ inner: Expression, _ negated: Bool
  ) throws(Failure) -> Operand {
    // A column's own bitmap answers without a look at its values.
    if case .name = inner.kind {
      let value: Value
      do {
        value = try evaluator.evaluate(inner, in: place)
      } catch {
        throw .diagnostic(error)
      }
      guard case .column(let column) = value else { throw .unsuited }
      let into = newTruth()
      let input = program.input(.nothing, missing: column.missing)
      program.operations.append(.isMissing(input: input, negated: negated, into: into))
      return .truth(into)
    }
    let operand = try compile(inner)
    switch operand {
    case .number(let x), .time(let x, _):
      let into = newTruth()
      program.operations.append(.isMissingNumber(x, negated: negated, into: into))
      free(operand)
      return .truth(into)
    case .truth(let x):
      let into = newTruth()
      program.operations.append(.isMissingTruth(x, negated: negated, into: into))
      free(operand)
      return .truth(into)
    case .labels(let column):
      let into = newTruth()
      let input = program.input(.nothing, missing: column.missing)
      program.operations.append(.isMissing(input: input, negated: negated, into: into))
      return .truth(into)
    default: throw .unsuited
    }
  }

  private mutating func conditional(
    _ condition: Expression, _ then: Expression, _ otherwise: Expression
  ) throws(Failure) -> Operand {
    let choice = try compile(condition)
    switch choice {
    case .truthConstant(let isTrue): return try compile(isTrue ? then : otherwise)
    case .missing: throw .unsuited
    case .truth: break
    default: throw .unsuited
    }
    let (a, b) = (try compile(then), try compile(otherwise))
    guard case .truth(let c) = choice else { throw .unsuited }
    switch (a, b) {
    case (.number, .number), (.number, .numberConstant), (.numberConstant, .number),
      (.numberConstant, .numberConstant), (.number, .missing), (.missing, .number),
      (.numberConstant, .missing), (.missing, .numberConstant):
      let (x, y) = (numberRegister(a), numberRegister(b))
      let into = newNumber()
      program.operations.append(.chooseNumber(c, x, y, into: into))
      free(choice)
      free(.number(x))
      free(.number(y))
      return .number(into)
    case (.truth, .truth), (.truth, .truthConstant), (.truthConstant, .truth),
      (.truthConstant, .truthConstant), (.truth, .missing), (.missing, .truth),
      (.truthConstant, .missing), (.missing, .truthConstant):
      let (x, y) = (truthRegister(a), truthRegister(b))
      let into = newTruth()
      program.operations.append(.chooseTruth(c, x, y, into: into))
      free(choice)
      free(.truth(x))
      free(.truth(y))
      return .truth(into)
    default: throw .unsuited
    }
  }
}
