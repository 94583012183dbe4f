package import Diagnostics
package import Numerics
package import Syntax
package import Tables

extension Evaluator {
  /// From so many rows on, expressions run as vector programs; below it making one costs more than it saves.
  static let vectorRows = 2048

  /// The value of an expression over all rows of a table, block by block; `nil` if it is to be evaluated part by part.
  func vectorised(_ expression: Expression, _ frame: Frame) throws(Diagnostic) -> Value? {
    guard let made = try compiled(expression, frame) else { return nil }
    let rows = frame.rowCount
    do {
      switch made.operand {
      case .numberConstant(let x): return .number(x)
      case .truthConstant(let x): return .truth(x)
      case .number(let register):
        let (columns, undefined) = try made.program.numbers(in: [register], rows: rows)
        say(undefined, made.program)
        return .column(columns[0])
      case .truth(let register):
        let (column, undefined) = try made.program.truthColumn(in: register, rows: rows)
        say(undefined, made.program)
        return .column(column)
      default: return nil
      }
    } catch {
      throw Diagnostic(.interrupted, "interrupted", at: expression.range)
    }
  }

  /// The values of several expressions over all rows of a table, in one go over the rows; `nil` if they are to be
  /// evaluated one by one: where one of them isn't of numbers, or more than operators and functions of columns.
  package func vectorised(
    _ expressions: [Expression], _ frame: Frame
  ) throws(Diagnostic) -> [Column]? {
    // Each one has an array that is open while the program runs.
    guard (2...32).contains(expressions.count),
      expressions.allSatisfy({ isForVectors($0, frame) && isOfColumns($0) })
    else { return nil }
    let before = (tally, draws, seeds, outcome.pins)
    var compiler = VectorCompiler(self, frame, expressions)
    var registers: [Int] = []
    do {
      for expression in expressions {
        guard case .number(let register) = try compiler.compile(expression) else { break }
        registers.append(register)
      }
    } catch {
    }
    guard registers.count == expressions.count, Set(registers).count == registers.count else {
      (tally, draws, seeds, outcome.pins) = before
      return nil
    }
    do {
      let (columns, undefined) = try compiler.program.numbers(in: registers, rows: frame.rowCount)
      say(undefined, compiler.program)
      return columns
    } catch {
      throw Diagnostic(.interrupted, "interrupted", at: expressions[0].range)
    }
  }

  /// Whether an expression has nothing in it but columns, values, operators and functions that go row by row.
  private func isOfColumns(_ expression: Expression) -> Bool {
    var isPlain = true
    expression.visit { part in
      switch part.kind {
      case .number, .date, .truth, .missing, .name, .variable, .negative, .not, .binary,
        .comparison, .isMissing, .conditional:
        break
      case .call(let callee, _):
        guard case .name(let name) = callee.kind, variable(name) == nil,
          catalogue.function(name)?.numberKernel != nil
        else {
          isPlain = false
          break
        }
      default: isPlain = false
      }
      return isPlain
    }
    return isPlain
  }

  /// The rows in which a condition holds, and those in which it is missing; `nil` if it is to be evaluated part by
  /// part. Saves making a column of truths.
  package func conditionRows(
    _ condition: Expression, _ frame: Frame
  ) throws(Diagnostic) -> (holds: Bitmap, missing: Bitmap)? {
    guard isForVectors(condition, frame), let made = try compiled(condition, frame),
      case .truth(let register) = made.operand
    else { return nil }
    do {
      let (holds, missing, undefined) = try made.program.truths(in: register, rows: frame.rowCount)
      say(undefined, made.program)
      return (holds, missing)
    } catch {
      throw Diagnostic(.interrupted, "interrupted", at: condition.range)
    }
  }

  /// Whether an expression is one that a program can be made of, over enough rows.
  func isForVectors(_ expression: Expression, _ frame: Frame) -> Bool {
    guard frame.rows == nil, frame.rowCount >= Evaluator.vectorRows, learning == nil else {
      return false
    }
    switch expression.kind {
    case .binary, .negative, .not, .comparison, .isMissing, .conditional: return true
    case .call(let callee, _):
      if case .name(let name) = callee.kind, variable(name) == nil {
        return catalogue.function(name)?.numberKernel != nil
      }
      return false
    default: return false
    }
  }

  /// A program for an expression. What evaluating its parts has said is taken back if there is none.
  private func compiled(
    _ expression: Expression, _ frame: Frame
  ) throws(Diagnostic) -> (program: VectorProgram, operand: VectorCompiler.Operand)? {
    let before = (tally, draws, seeds, outcome.pins)
    var compiler = VectorCompiler(self, frame, [expression])
    do {
      let operand = try compiler.compile(expression)
      switch operand {
      case .number, .truth, .numberConstant, .truthConstant: return (compiler.program, operand)
      default: break
      }
    } catch .diagnostic(let diagnostic) {
      throw diagnostic
    } catch {
    }
    (tally, draws, seeds, outcome.pins) = before
    return nil
  }

  private func say(_ undefined: [Int], _ program: VectorProgram) {
    for (count, label) in zip(undefined, program.counters) { self.undefined(count, in: label) }
  }

  /// A part of the text as notes name it.
  func label(_ range: SourceRange) -> String { String(source.slice(range)).collapsed }
}
