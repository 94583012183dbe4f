public import Diagnostics
public import Engine
public import Syntax

/// Runs a script and writes what its statements gave into its text, under each statement of the top level.
public struct Recorder {
  private let evaluator: Evaluator
  public init(_ evaluator: Evaluator) { self.evaluator = evaluator }

  /// The text of the script with its recorded outputs; `nil` if a statement failed, which the sink was told.
  ///
  /// All else of the text stays as it is, but for statements into which a drawn seed or a date was written.
  public func record(
    _ script: Script, sink: (Report) -> Void
  ) throws(Diagnostic) -> (text: String?, code: ExitCode) {
    var recorded: [(text: String?, lines: [String])] = []
    var problem: Diagnostic?
    let code = Runner(evaluator).run(script) { report in
      sink(report)
      guard case .success(let outcome) = report.result else { return false }
      do throws(Diagnostic) {
        let text =
          outcome.pins.isEmpty
          ? nil : try Pinning.text(report.statement, of: script.source, outcome.pins)
        recorded.append((text, Recording.lines(outcome)))
        return true
      } catch {
        problem = error
        return false
      }
    }
    if let problem { throw problem }
    return (code == .success ? Recorder.text(script, recorded) : nil, code)
  }

  /// The script's text with other recorded lines, and other texts for some of its statements.
  static func text(_ script: Script, _ recorded: [(text: String?, lines: [String])]) -> String {
    let bytes = Array(script.source.text.utf8)
    var out: [UInt8] = []
    var from = 0
    for (place, statement) in script.statements.enumerated() where place < recorded.count {
      let (start, end) = (statement.range.start, statement.range.end)
      out += bytes[from..<start]
      if let text = recorded[place].text {
        out += Array(text.utf8)
      } else {
        out += bytes[start..<end]
      }
      // The rest of its line: blanks and a comment.
      var lineEnd = end
      while lineEnd < bytes.count, bytes[lineEnd] != newline { lineEnd += 1 }
      let isWindows = lineEnd > end && bytes[lineEnd - 1] == carriageReturn
      out += bytes[end..<(isWindows ? lineEnd - 1 : lineEnd)]
      let next = place + 1 < script.statements.count ? script.statements[place + 1] : nil
      var lines = recorded[place].lines
      // A line that begins with a bar would go on with this statement.
      if lines.isEmpty, let next, case .pipeline(let pipeline) = next.kind, pipeline.head == nil {
        lines = [""]
      }
      let lineBreak = isWindows ? "\r\n" : "\n"
      for line in lines { out += Array((lineBreak + (line.isEmpty ? "#>" : "#> " + line)).utf8) }
      from = afterRecorded(bytes, lineEnd)
      if isWindows, from == lineEnd { from -= 1 }
    }
    out += bytes[min(from, bytes.count)...]
    if let last = out.last, last != newline { out.append(newline) }
    return String(decoding: out, as: UTF8.self)
  }

  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// The end, before its line end, of the recorded lines that follow a line's end; empty lines between them count too.
  private static func afterRecorded(_ bytes: [UInt8], _ lineEnd: Int) -> Int {
    var found = lineEnd
    var at = lineEnd
    while at < bytes.count {
      var start = at + 1
      while start < bytes.count, [32, 9, 13].contains(bytes[start]) { start += 1 }
      var end = start
      while end < bytes.count, bytes[end] != newline { end += 1 }
      if start + 1 < bytes.count, bytes[start] == UInt8(ascii: "#"),
        bytes[start + 1] == UInt8(ascii: ">")
      {
        found = end
      } else if start != end {
        break
      }
      at = end
    }
    return found
  }
}
