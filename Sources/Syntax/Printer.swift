import Diagnostics

extension Script {
  /// The script in its one canonical layout: it parses to the same tree, and printing that gives the same text.
  ///
  /// Comments, recorded lines and blank lines (at most one in a row) are kept; what fits in 88 columns stands on one
  /// line, longer pipelines have one stage a line.
  public var canonical: String {
    let lines = Printer(indent: 0).lines(statements, closing: closing)
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }
}

extension Statement {
  /// The statement's code in its canonical layout, without a line end, and without the comments and recorded lines
  /// around it.
  public var canonical: String { Printer(indent: 0).code(self) }
}

extension Pipeline {
  /// The pipeline in its canonical layout; of several lines if it is long.
  public var canonical: String { Printer(indent: 0).pipeline(self, prefix: "") }
}

/// Lays out statements. Values of it are cheap: it only knows how far its lines are indented.
struct Printer {
  static let width = 88
  var indent: Int

  private var margin: String { String(repeating: " ", count: indent) }

  // MARK: Statements

  /// The lines of statements in a row, with all that stands between them, each indented.
  func lines(_ statements: [Statement], closing: [Trivia]) -> [String] {
    var lines: [String] = []
    for (index, statement) in statements.enumerated() {
      for trivia in statement.leading { add(trivia, to: &lines) }
      var text = code(statement)
      // A line that begins with `|` would go on with the statement above it.
      if case .pipeline(let pipeline) = statement.kind, pipeline.head == nil, index > 0,
        statements[index - 1].recorded.isEmpty
      {
        text = "(" + FlatPrinter.pipeline(pipeline) + ")"
      }
      if let comment = statement.trailing ?? statement.lastStageComment { text += "  " + comment }
      // The code has its margin on all lines but its first.
      lines.append(margin + text)
      lines += statement.recorded.map { margin + ($0.isEmpty ? "#>" : "#> " + $0) }
    }
    for trivia in closing { add(trivia, to: &lines) }
    while lines.last == "" { lines.removeLast() }
    return lines
  }

  private func add(_ trivia: Trivia, to lines: inout [String]) {
    switch trivia {
    case .comment(let text): lines.append(margin + text)
    case .blank: if let last = lines.last, last != "" { lines.append("") }
    }
  }

  /// A statement's code; its first line is not indented.
  func code(_ statement: Statement) -> String {
    switch statement.kind {
    case .assign(let names, let pipeline):
      return self.pipeline(pipeline, prefix: names.map(\.canonical).joined(separator: ", ") + " = ")
    case .define(let function):
      let parameters = function.parameters.map { parameter in
        parameter.name.canonical + (parameter.fallback.map { ": " + $0.canonical } ?? "")
      }
      let head = "def \(function.name.canonical)(\(parameters.joined(separator: ", ")))"
      switch function.body {
      case .pipeline(let pipeline): return self.pipeline(pipeline, prefix: head + " = ")
      case .block(let block): return head + " " + self.block(block)
      }
    case .choose(let choice): return self.choice(choice)
    case .repeat(let variable, let over, let body):
      let head = "for \(variable.canonical) in "
      return head + expression(over, column: indent + displayWidth(head), reserve: 2) + " "
        + block(body)
    case .return(let pipeline): return self.pipeline(pipeline, prefix: "return ")
    case .parameter(let name, let value):
      let head = "param \(name.canonical) = "
      return head + expression(value, column: indent + displayWidth(head))
    case .use(let path, _): return "use \"\(path.escapedAsText)\""
    case .pipeline(let pipeline): return self.pipeline(pipeline, prefix: "")
    }
  }

  private func choice(_ first: Choice) -> String {
    var result = ""
    var choice = first
    while true {
      result +=
        "if " + expression(choice.condition, column: indent + 3, reserve: 2) + " "
        + block(choice.then)
      switch choice.otherwise {
      case .nothing: return result
      case .block(let block): return result + " else " + self.block(block)
      case .choice(let next, _):
        result += " else "
        choice = next
      }
    }
  }

  private func block(_ block: Block) -> String {
    let inner = Printer(indent: indent + 2).lines(block.statements, closing: block.closing)
    let opening = "{" + (block.opening.map { "  " + $0 } ?? "")
    return ([opening] + inner + [margin + "}"]).joined(separator: "\n")
  }

  // MARK: Pipelines

  /// A pipeline behind the first words of its statement.
  func pipeline(_ pipeline: Pipeline, prefix: String) -> String {
    let hasComments =
      pipeline.headTrailing != nil && !pipeline.stages.isEmpty
      || pipeline.stages.dropLast().contains { $0.trailing != nil }
      || pipeline.stages.contains { !$0.comments.isEmpty }
    let flat = prefix + FlatPrinter.pipeline(pipeline)
    if !hasComments, indent + displayWidth(flat) <= Self.width { return flat }

    var lines: [String] = []
    if let head = pipeline.head {
      var line = prefix + expression(head, column: indent + displayWidth(prefix))
      if !pipeline.stages.isEmpty, let comment = pipeline.headTrailing { line += "  " + comment }
      lines.append(line)
    } else if !prefix.isEmpty {
      // `=` and `return` can't end a statement, so the first stage may stand on the next line.
      lines.append(String(prefix.dropLast()))
    }
    for (index, stage) in pipeline.stages.enumerated() {
      let isFirst = lines.isEmpty && index == 0
      let column = isFirst ? indent : indent + 2
      let stageMargin = String(repeating: " ", count: column)
      lines += stage.comments.map { stageMargin + $0 }
      var text = self.stage(stage, column: column)
      if index < pipeline.stages.count - 1, let comment = stage.trailing { text += "  " + comment }
      lines.append((lines.isEmpty ? "" : stageMargin) + text)
    }
    return lines.joined(separator: "\n")
  }

  /// A stage with its bar, which stands at `column`.
  private func stage(_ stage: Stage, column: Int) -> String {
    let flat = "| " + FlatPrinter.stage(stage)
    if column + displayWidth(flat) <= Self.width { return flat }
    let parts = FlatPrinter.parts(stage)
    let verb = "| " + stage.verb.canonical
    var result = verb
    if !parts.items.isEmpty {
      result += " " + items(parts.items, column: column + displayWidth(verb) + 1)
    }
    var clauses: [(word: String, items: [Item])] = []
    if !stage.on.isEmpty { clauses.append(("on", stage.on)) }
    if !stage.by.isEmpty { clauses.append(("by", stage.by)) }
    if !clauses.isEmpty { clauses[clauses.count - 1].items += parts.options }
    // A clause begins a line of its own, below the verb.
    let clauseMargin = "\n" + String(repeating: " ", count: column + 2)
    let together = clauses.map { "\($0.word) " + FlatPrinter.items($0.items) }.joined(
      separator: " ")
    if column + 2 + displayWidth(together) <= Self.width {
      return together.isEmpty ? result : result + clauseMargin + together
    }
    for clause in clauses {
      result +=
        clauseMargin + clause.word + " "
        + items(clause.items, column: column + 3 + clause.word.utf8.count)
    }
    return result
  }

  // MARK: Long lines

  /// Items from a column on, broken after commas and aligned there: one a line where they name something, else as
  /// many as a line holds.
  private func items(_ items: [Item], column: Int, reserve: Int = 0) -> String {
    let flat = FlatPrinter.items(items)
    if column + displayWidth(flat) + reserve <= Self.width { return flat }
    let isOneEach = items.contains { if case .define = $0.label { true } else { false } }
    let margin = String(repeating: " ", count: column)
    var result = ""
    var used = column
    for (index, item) in items.enumerated() {
      let isLast = index == items.count - 1
      let text = FlatPrinter.item(item)
      let needed = displayWidth(text) + (isLast ? reserve : 1)
      if index > 0 {
        if isOneEach || used + 1 + needed > Self.width {
          result += "\n" + margin
          used = column
        } else {
          result += " "
          used += 1
        }
      }
      if used == column, column + needed > Self.width {
        let broken = self.item(item, column: column, reserve: isLast ? reserve : 1)
        result += broken
        used =
          displayWidth(broken.split(separator: "\n").last ?? "")
          + (broken.contains("\n") ? 0 : column)
      } else {
        result += text
        used += needed
      }
      if !isLast { result += "," }
    }
    return result
  }

  private func item(_ item: Item, column: Int, reserve: Int) -> String {
    let label = FlatPrinter.label(item)
    let tail = item.isDescending ? " desc" : ""
    return label
      + expression(
        item.value, column: column + displayWidth(label), reserve: reserve + tail.utf8.count) + tail
  }

  /// An expression from a column on; where it doesn't fit in the line, calls and lists are broken between their
  /// items, and sums and conditions behind an operator, which can't end a statement.
  func expression(_ expression: Expression, column: Int, reserve: Int = 0) -> String {
    let flat = expression.canonical
    if column + displayWidth(flat) + reserve <= Self.width { return flat }
    switch expression.unbracketed.kind {
    case .call(let function, let items) where !items.isEmpty:
      let head = FlatPrinter.callee(function) + "("
      return head + bracketed(items, head: head, column: column, reserve: reserve) + ")"
    case .list(let items) where !items.isEmpty:
      return "[" + bracketed(items, head: "[", column: column, reserve: reserve) + "]"
    case .binary(let sign, _, _) where sign.precedence <= .sum:
      return chain(expression.unbracketed, sign, column)
    case .formula(let left, let right) where right.unbracketed.precedence >= .or:
      let head = (left.map { FlatPrinter.expression($0, .or) + " " } ?? "") + "~ "
      return head + self.expression(right, column: column + displayWidth(head), reserve: reserve)
    default:
      return flat
    }
  }

  private func bracketed(_ items: [Item], head: String, column: Int, reserve: Int) -> String {
    let aligned = column + displayWidth(head)
    if aligned <= Self.width / 2 { return self.items(items, column: aligned, reserve: reserve + 1) }
    let inner = indent + 4
    return "\n" + String(repeating: " ", count: inner)
      + self.items(items, column: inner, reserve: reserve + 1)
  }

  /// `a + b + …` of one precedence, as many terms a line as it holds, aligned at the column.
  private func chain(_ expression: Expression, _ sign: BinaryOperator, _ column: Int) -> String {
    var terms: [String] = []
    var signs: [String] = []
    var rest = expression
    while case .binary(let next, let left, let right) = rest.unbracketed.kind,
      next.precedence == sign.precedence,
      rest.unbracketed.precedence == sign.precedence
    {
      terms.append(FlatPrinter.expression(right, next.precedence.tighter))
      signs.append(next.rawValue)
      rest = left
    }
    terms.append(FlatPrinter.expression(rest, sign.precedence))
    terms.reverse()
    signs.reverse()
    var result = terms[0]
    var used = column + displayWidth(terms[0])
    for (sign, term) in zip(signs, terms.dropFirst()) {
      let needed = displayWidth(term) + 2 + sign.utf8.count
      // The operator of the next term must still find room behind this one.
      if used + 1 + sign.utf8.count + needed > Self.width {
        result += " \(sign)\n" + String(repeating: " ", count: column) + term
        used = column + displayWidth(term)
      } else {
        result += " \(sign) \(term)"
        used += needed
      }
    }
    return result
  }
}

extension Statement {
  /// A comment that a tree holds at its last stage, where parsing gives it to the statement.
  fileprivate var lastStageComment: String? {
    switch kind {
    case .assign(_, let pipeline), .return(let pipeline), .pipeline(let pipeline):
      pipeline.stages.isEmpty ? pipeline.headTrailing : pipeline.stages.last?.trailing
    default: nil
    }
  }
}
