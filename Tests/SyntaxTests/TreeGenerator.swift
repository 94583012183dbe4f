import Diagnostics
import Syntax

/// Makes random trees that parsing could have made: without brackets that print as nothing.
struct TreeGenerator {
  private var random: SplitMix64
  private let at = SourceRange(0, 0)
  private let names = [
    "a", "mass", "größe", "two words", "in", "desc", "NULL", "x1", "é", "by", "count",
  ]
  private let verbs = ["keep", "add", "sort", "my verb", "fit", "plot", "select"]

  init(seed: UInt64) { random = SplitMix64(seed) }

  private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  private mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }
  private mutating func name() -> Name { Name(pick(names), at) }
  private mutating func comment() -> String { pick(["# why", "# two | bars", "#", "# é"]) }

  mutating func script() -> Script {
    var statements = self.statements(depth: 2)
    if statements.isEmpty { statements = [Statement(.pipeline(pipeline(depth: 2)), range: at)] }
    return Script(
      source: SourceText(name: "", text: ""), statements: statements,
      closing: trivia(isFirst: false))
  }

  private mutating func statements(depth: Int) -> [Statement] {
    (0..<below(4)).map { statement(depth: depth, isFirst: $0 == 0) }
  }

  private mutating func trivia(isFirst: Bool) -> [Trivia] {
    var result: [Trivia] = []
    for _ in 0..<below(3) {
      if !isFirst || !result.isEmpty, result.last != .blank, chance(50) { result.append(.blank) }
      result.append(.comment(comment()))
    }
    return result
  }

  private mutating func statement(depth: Int, isFirst: Bool) -> Statement {
    var statement = Statement(kind(depth: depth), range: at, leading: trivia(isFirst: isFirst))
    if chance(20) { statement.trailing = comment() }
    if chance(20) {
      statement.recorded = (0..<below(3)).map { _ in pick(["1 | 2", "", "  in", "#"]) }
    }
    return statement
  }

  private mutating func kind(depth: Int) -> Statement.Kind {
    switch below(depth > 0 ? 9 : 4) {
    case 0, 1: return .pipeline(pipeline(depth: 3))
    case 2:
      return .assign((0...below(2)).map { Name("n\($0)", at) }, pipeline(depth: 3, mayWait: true))
    case 3: return .assign([name()], pipeline(depth: 2))
    case 4:
      let parameters = (0..<below(3)).map {
        FunctionDefinition.Parameter(name: Name("p\($0)", at), fallback: maybe())
      }
      if chance(50) {
        let body = pipeline(depth: 2, mayWait: true)
        return .define(
          FunctionDefinition(name: name(), parameters: parameters, body: .pipeline(body)))
      }
      return .define(
        FunctionDefinition(
          name: name(), parameters: parameters, body: .block(block(depth: depth - 1))))
    case 5: return .choose(choice(depth: depth - 1))
    case 6:
      return .repeat(variable: name(), over: expression(depth: 2), body: block(depth: depth - 1))
    case 7 where depth == 2: return .parameter(name(), expression(depth: 2))
    case 8 where depth == 2: return .use(path: pick(["a.ogive", "a \"b\"\\c"]), range: at)
    default: return .pipeline(pipeline(depth: 2))
    }
  }

  private mutating func maybe() -> Expression? { chance(30) ? expression(depth: 2) : nil }

  private mutating func block(depth: Int) -> Block {
    let inside = statements(depth: depth)
    let closing = trivia(isFirst: inside.isEmpty)
    return Block(inside, closing: closing, range: at, opening: chance(20) ? comment() : nil)
  }

  private mutating func choice(depth: Int) -> Choice {
    var result = Choice(condition: expression(depth: 2), then: block(depth: depth))
    switch below(3) {
    case 0: result.otherwise = .block(block(depth: depth))
    case 1 where depth > 0: result.otherwise = .choice(choice(depth: depth - 1), range: at)
    default: break
    }
    return result
  }

  /// A pipeline that ends its statement, perhaps with comments between its stages.
  private mutating func pipeline(depth: Int, mayWait: Bool = false) -> Pipeline {
    let waits = mayWait && chance(20)
    var result = bare(depth: depth, waits: waits)
    if chance(30), result.stages.count > 1 {
      for index in result.stages.indices {
        // A comment above the first stage needs a head or a sign before it.
        if !waits || index > 0, chance(40) { result.stages[index].comments = [comment()] }
        if index < result.stages.count - 1, chance(40) { result.stages[index].trailing = comment() }
      }
      if !waits, chance(40) { result.headTrailing = comment() }
    }
    return result
  }

  private mutating func bare(depth: Int, waits: Bool) -> Pipeline {
    let stages = (0..<(waits ? 1 + below(3) : below(4))).map { _ in stage(depth: depth - 1) }
    return Pipeline(head: waits ? nil : expression(depth: depth), stages: stages, range: at)
  }

  private mutating func stage(depth: Int) -> Stage {
    var result = Stage(verb: Name(pick(verbs), at), range: at)
    let isCondition = result.verb.text == "keep"
    result.items = (0..<below(4)).map { _ in item(depth: depth, mayDefine: !isCondition) }
    if chance(20) {
      result.on = (0...below(2)).map { _ in
        var item = item(depth: 1, mayDefine: !isCondition)
        if case .option = item.label { item.label = .none }
        return item
      }
    }
    if chance(30) {
      result.by = (0...below(2)).map { _ in
        var item = item(depth: 1, mayDefine: false)
        item.label = .none
        return item
      }
    }
    return result
  }

  private mutating func item(depth: Int, mayDefine: Bool) -> Item {
    var item = Item(value: expression(depth: depth), range: at)
    switch below(6) {
    case 0 where mayDefine: item.label = .define(name())
    case 1: item.label = .option(name())
    case 2: item.isDescending = true
    default: break
    }
    return item
  }

  mutating func expression(depth: Int) -> Expression {
    Expression(depth <= 0 ? leaf() : inner(depth - 1), at)
  }

  private mutating func leaf() -> Expression.Kind {
    switch below(9) {
    case 0:
      let written = pick(["1", "2.50", "1_000", "1e-3"])
      return .number(Double(written.filter { $0 != "_" }) ?? 0, written: written)
    case 1:
      return .text(
        chance(20) ? [] : [.characters(pick(["a", "{b} \"c\" \\", "日本\n\t", "\u{1}é"]))])
    case 2:
      return .date(
        DateLiteral(
          year: 2024, month: 2, day: 1 + below(29),
          time: chance(50) ? .init(hour: below(24), minute: below(60), second: below(60)) : nil))
    case 3: return .truth(chance(50))
    case 4: return .missing
    case 5: return .variable(pick(names))
    case 6: return .dot
    default: return .name(pick(names))
    }
  }

  private mutating func inner(_ depth: Int) -> Expression.Kind {
    func list(_ generator: inout TreeGenerator, atLeast: Int) -> [Item] {
      (0..<(atLeast + generator.below(3))).map { _ in generator.item(depth: depth, mayDefine: true)
      }
    }
    switch below(18) {
    case 0: return .list(list(&self, atLeast: 0))
    case 1:
      var inside = bare(depth: depth, waits: chance(20))
      if inside.stages.isEmpty { inside.stages = [stage(depth: depth)] }
      return .group(inside)
    case 2, 3:
      return .call(
        Expression(.name(pick(["f", "mean", "two words"])), at), list(&self, atLeast: 0))
    case 4: return .call(expression(depth: depth), list(&self, atLeast: 0))
    case 5: return .index(expression(depth: depth), list(&self, atLeast: 1))
    case 6: return .member(expression(depth: depth), name())
    case 7: return .negative(expression(depth: depth))
    case 8: return .not(expression(depth: depth))
    case 9, 10, 11:
      return .binary(
        pick(BinaryOperator.allCases), expression(depth: depth), expression(depth: depth))
    case 12:
      let steps = (0...below(2)).map { _ in
        Comparison(pick(Comparator.allCases), expression(depth: depth), at)
      }
      return .comparison(expression(depth: depth), steps)
    case 13: return .isMissing(expression(depth: depth), negated: chance(50))
    case 14: return .range(expression(depth: depth), expression(depth: depth))
    case 15:
      return .conditional(
        condition: expression(depth: depth), then: expression(depth: depth),
        otherwise: expression(depth: depth))
    case 16: return .formula(chance(70) ? expression(depth: depth) : nil, expression(depth: depth))
    default:
      var parts: [TextPart] = [.hole(bare(depth: depth, waits: false))]
      if chance(50) { parts.insert(.characters("a{"), at: 0) }
      if chance(50) { parts.append(.characters("}b")) }
      return .text(parts)
    }
  }
}
