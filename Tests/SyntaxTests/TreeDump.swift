import Diagnostics
import Syntax

/// A tree as text, without places; brackets around a whole expression don't count.
func dump(_ expression: Expression) -> String {
  switch expression.kind {
  case .number(_, let written): return written
  case .text(let parts):
    return "text("
      + parts.map { part in
        switch part {
        case .characters(let text): "<\(text)>"
        case .hole(let pipeline): "hole(\(dump(pipeline)))"
        }
      }.joined(separator: " ") + ")"
  case .date(let date): return date.canonical
  case .truth(let value): return "\(value)"
  case .missing: return "missing"
  case .name(let name): return name
  case .variable(let name): return "$" + name
  case .dot: return "."
  case .list(let items): return "list[" + dump(items) + "]"
  case .group(let pipeline):
    if pipeline.stages.isEmpty, let head = pipeline.head { return dump(head) }
    return "group(" + dump(pipeline) + ")"
  case .call(let function, let items):
    return "call(" + ([dump(function)] + items.map(dump)).joined(separator: "; ") + ")"
  case .index(let list, let items): return "index(\(dump(list)); " + dump(items) + ")"
  case .member(let table, let name): return "member(\(dump(table)); \(name.text))"
  case .negative(let value): return "(- \(dump(value)))"
  case .not(let value): return "(not \(dump(value)))"
  case .binary(let sign, let left, let right):
    return "(\(dump(left)) \(sign.rawValue) \(dump(right)))"
  case .comparison(let first, let steps):
    return "(" + dump(first)
      + steps.map { " \($0.comparator.rawValue) \(dump($0.operand))" }.joined() + ")"
  case .isMissing(let value, let negated):
    return "(\(dump(value)) is\(negated ? " not" : "") missing)"
  case .range(let from, let to): return "(\(dump(from)) .. \(dump(to)))"
  case .conditional(let condition, let then, let otherwise):
    return "(if \(dump(condition)) then \(dump(then)) else \(dump(otherwise)))"
  case .formula(let left, let right): return "(\(left.map(dump) ?? "") ~ \(dump(right)))"
  }
}

func dump(_ item: Item) -> String {
  let tail = dump(item.value) + (item.isDescending ? " desc" : "")
  switch item.label {
  case .none: return tail
  case .define(let name): return name.text + " = " + tail
  case .option(let name): return name.text + ": " + tail
  }
}

func dump(_ items: [Item]) -> String { items.map(dump).joined(separator: "; ") }

func dump(_ pipeline: Pipeline) -> String {
  var parts = [pipeline.head.map(dump) ?? ""]
  if let comment = pipeline.headTrailing { parts.append(comment) }
  for stage in pipeline.stages {
    parts += stage.comments
    var text = "| \(stage.verb.text) {\(dump(stage.items))}"
    if !stage.on.isEmpty { text += " on {\(dump(stage.on))}" }
    if !stage.by.isEmpty { text += " by {\(dump(stage.by))}" }
    parts.append(text + (stage.trailing ?? ""))
  }
  return parts.joined(separator: " ")
}

func dump(_ statement: Statement) -> String {
  var lines = statement.leading.map(dump)
  lines.append(dump(statement.kind) + (statement.trailing.map { " trailing \($0)" } ?? ""))
  lines += statement.recorded.map { "recorded \($0)" }
  return lines.joined(separator: "\n")
}

func dump(_ kind: Statement.Kind) -> String {
  switch kind {
  case .assign(let names, let pipeline): return "assign \(names.map(\.text)) \(dump(pipeline))"
  case .define(let function):
    let parameters = function.parameters.map {
      $0.name.text + ($0.fallback.map { ": " + dump($0) } ?? "")
    }
    switch function.body {
    case .pipeline(let pipeline):
      return "def \(function.name.text) \(parameters) = \(dump(pipeline))"
    case .block(let block): return "def \(function.name.text) \(parameters) \(dump(block))"
    }
  case .choose(let choice): return dump(choice)
  case .repeat(let name, let over, let body):
    return "for \(name.text) in \(dump(over)) \(dump(body))"
  case .return(let pipeline): return "return \(dump(pipeline))"
  case .parameter(let name, let value): return "param \(name.text) = \(dump(value))"
  case .use(let path, _): return "use <\(path)>"
  case .pipeline(let pipeline): return dump(pipeline)
  }
}

func dump(_ choice: Choice) -> String {
  let start = "if \(dump(choice.condition)) \(dump(choice.then))"
  switch choice.otherwise {
  case .nothing: return start
  case .block(let block): return start + " else " + dump(block)
  case .choice(let next, _): return start + " else " + dump(next)
  }
}

func dump(_ block: Block) -> String {
  (["{" + (block.opening ?? "")] + block.statements.map(dump) + block.closing.map(dump) + ["}"])
    .joined(separator: "\n")
}

func dump(_ trivia: Trivia) -> String {
  switch trivia {
  case .comment(let text): text
  case .blank: ""
  }
}

func dump(_ script: Script) -> String {
  (script.statements.map(dump) + script.closing.map(dump)).joined(separator: "\n")
}

/// The tree of a script that must be right.
func parsed(_ text: String) throws -> Script {
  try Parser.parse(SourceText(name: "test", text: text))
}

/// The dump of an expression that must be right.
func tree(_ text: String) throws -> String {
  dump(try Parser.parseExpression(SourceText(name: "test", text: text)))
}

/// The errors of a text, none if it is right.
func errors(in text: String, defined: Set<String> = []) -> [Diagnostic] {
  do {
    _ = try Parser.parse(SourceText(name: "test", text: text), defined: defined)
    return []
  } catch {
    return error.all
  }
}

/// Small, seeded and the same everywhere: Steele, Lea and Flood's SplitMix64 (2014).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
