internal import Diagnostics
internal import Syntax

extension Statement {
  /// Every pipeline of it, those in its blocks and functions too; a lone expression is one without stages. Those in
  /// brackets and in the holes of texts are parts of these.
  var pipelines: [Pipeline] {
    switch kind {
    case .assign(_, let pipeline), .return(let pipeline), .pipeline(let pipeline): [pipeline]
    case .parameter(_, let value): [value.alone]
    case .repeat(_, let over, let body): [over.alone] + body.pipelines
    case .choose(let choice):
      choice.conditions.map(\.alone) + choice.blocks.flatMap(\.pipelines)
    case .define(let function):
      function.parameters.compactMap { $0.fallback?.alone } + function.body.pipelines
    case .use: []
    }
  }

  /// The statement that a text holds which was run before, so that all its words are known; `nil` if it can't be read.
  static func known(_ source: SourceText) -> Statement? {
    let names = tokens(of: source.text).compactMap { token in
      if case .name(let name) = token.kind { name } else { nil }
    }
    guard let script = try? Parser.parse(source, defined: Set(names)),
      script.statements.count == 1
    else { return nil }
    return script.statements[0]
  }
}

extension Block {
  fileprivate var pipelines: [Pipeline] { statements.flatMap(\.pipelines) }
}

extension FunctionDefinition.Body {
  fileprivate var pipelines: [Pipeline] {
    switch self {
    case .pipeline(let pipeline): [pipeline]
    case .block(let block): block.pipelines
    }
  }
}

extension Expression {
  fileprivate var alone: Pipeline { Pipeline(head: self, stages: [], range: range) }
}
