public import Diagnostics
public import Engine
public import Syntax

/// Puts what chance decided into a statement's text: drawn seeds as options, `today()` as its date.
public enum Pinning {
  /// The statement's canonical text with its pins, or just its canonical text if there are none.
  ///
  /// - Throws: E70 if the text with the pins can't be read; it never should be.
  public static func text(
    _ statement: Statement, of source: SourceText, _ pins: [Pin]
  ) throws(Diagnostic) -> String {
    if pins.isEmpty { return statement.canonical }
    let text = replaced(statement, of: source, pins)
    if let pinned = Statement.known(SourceText(name: source.name, text: text)) {
      return pinned.canonical
    }
    throw Diagnostic(
      .resultDiffers, "the seeds that were drawn can't be written into the statement",
      at: statement.range,
      help: ["write `seed:` into it"]
    ).located(at: statement.range, in: source)
  }

  private static func replaced(
    _ statement: Statement, of source: SourceText, _ pins: [Pin]
  ) -> String {
    let base = statement.range.start
    var bytes = Array(source.slice(statement.range).utf8)
    let stages = Set(stageRanges(statement))
    // From the end, so that the places before stay right; inner ones before outer ones that end there too.
    for pin in pins.sorted(by: { ($0.range.end, $0.range.start) > ($1.range.end, $1.range.start) })
    {
      let (start, end) = (pin.range.start - base, pin.range.end - base)
      guard start >= 0, end <= bytes.count, start < end else { continue }
      switch pin.kind {
      case .replacement(let text): bytes.replaceSubrange(start..<end, with: Array(text.utf8))
      case .option(let name, let value):
        let option = "\(name): \(value)"
        if !stages.contains(pin.range), bytes[end - 1] == UInt8(ascii: ")") {
          var before = end - 2
          while before > start, [32, 9, 10, 13].contains(bytes[before]) { before -= 1 }
          let isEmpty = bytes[before] == UInt8(ascii: "(")
          let isOpen = bytes[before] == UInt8(ascii: ",")
          bytes.insert(
            contentsOf: Array(((isEmpty || isOpen ? "" : ", ") + option).utf8), at: end - 1)
        } else {
          let isBare = !bytes[start..<end].contains { [32, 9, 10].contains($0) }
          bytes.insert(contentsOf: Array(((isBare ? " " : ", ") + option).utf8), at: end)
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The places of all stages, those in blocks and brackets too.
  private static func stageRanges(_ statement: Statement) -> [SourceRange] {
    var ranges: [SourceRange] = []
    for pipeline in statement.pipelines {
      ranges += pipeline.stages.map(\.range)
      pipeline.visit { expression in
        if case .group(let inner) = expression.kind { ranges += inner.stages.map(\.range) }
        return true
      }
    }
    return ranges
  }
}
