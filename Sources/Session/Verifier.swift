internal import Diagnostics
public import Engine
public import Syntax
internal import Tables

/// Replays recorded scripts and says whether they still give what is recorded.
///
/// Files that were loaded are looked at first, before anything is computed.
public struct Verifier {
  private let makeEvaluator: () -> Evaluator

  /// - Parameter makeEvaluator: gives a new evaluator without variables.
  public init(_ makeEvaluator: @escaping () -> Evaluator) { self.makeEvaluator = makeEvaluator }

  /// Verifies the script in a file.
  public func verify(_ path: String) -> Verdict {
    do throws(DiagnosticList) {
      return verify(try Runner.script(at: path), folder: Evaluator.folder(of: path))
    } catch {
      let code = Runner.code(error)
      var verdict = Verdict(path, code, code == .syntax ? "is no script of Ogive" : "can't be read")
      verdict.errors = error.all
      return verdict
    }
  }

  /// Verifies a script whose relative paths start at `folder`.
  public func verify(_ script: Script, folder: String?) -> Verdict {
    let file = script.source.name
    guard script.statements.contains(where: { !$0.recorded.isEmpty }) else {
      return Verdict(file, .usage, "nothing is recorded in it; run `ogive record \(file)` first")
    }
    let evaluator = makeEvaluator()
    evaluator.folder = folder
    let diversion = Diversion()
    evaluator.diversion = diversion
    if let verdict = changedData(script, evaluator) { return verdict }

    var verdict: Verdict?
    let code = Runner(evaluator).run(script) { report in
      switch report.result {
      case .failure(let error):
        verdict = Verdict(
          file, error.code == .interrupted ? .interrupted : .failed, "a statement failed")
        verdict?.errors = [error]
      case .success(let outcome): verdict = compare(script, report, outcome, file, diversion)
      }
      return verdict == nil
    }
    if let verdict { return verdict }
    var message = "verified, \(counted(script.statements.count, "statement"))"
    switch diversion.copies.count {
    case 0: break
    case 1: message += "; the file it saves was computed and not written"
    case let count: message += "; the \(count) files it saves were computed and not written"
    }
    return Verdict(file, code, message)
  }

  /// Whether two lines are of the same rows of a database that the script writes, now or later. Its bytes depend on what
  /// was in it before; what it holds is in the digests of the columns.
  private static func isSameDatabase(
    _ old: String, _ new: String, _ script: Script, _ diversion: Diversion
  ) -> Bool {
    guard let was = DataLine(old), var now = DataLine(new) else { return false }
    guard
      saves(script, intoDatabase: now.name)
        || diversion.copies[now.name].map({ FileFormat.content(of: $0) }) == .database
    else { return false }
    now.fingerprint = was.fingerprint
    return was == now
  }

  /// Whether a script saves into a database of that name, by its text: the recorded run left it another file then.
  private static func saves(_ script: Script, intoDatabase name: String) -> Bool {
    FileFormat(name: name)?.content == .database
      && script.statements.contains { statement in
        script.source.slice(statement.range).contains("save \(quotedText(name))")
      }
  }

  private func compare(
    _ script: Script, _ report: Report, _ outcome: Outcome, _ file: String, _ diversion: Diversion
  ) -> Verdict? {
    let old = report.statement.recorded.map(Verifier.trimmed)
    let new = Recording.lines(outcome)
    if old == new || old == [""] && new.isEmpty { return nil }
    let comparison = Comparison(precise: Recording.precise(outcome))
    let shared = min(old.count, new.count)
    let differs = { (place: Int) in
      !comparison.matches(old[place], new[place])
        && !Verifier.isSameDatabase(old[place], new[place], script, diversion)
    }
    let first = (0..<shared).first(where: differs) ?? shared
    if first == old.count, first == new.count { return nil }

    let isData =
      first < old.count && (DataLine(old[first]) != nil || !DataLine.digests(old[first]).isEmpty)
    var verdict = Verdict(
      file, .resultDiffers, "line \(report.line) gives another result than is recorded")
    if isData {
      verdict = Verdict(file, .dataChanged, "line \(report.line) loads other data than is recorded")
    } else if !outcome.pins.isEmpty {
      verdict.changes = [
        "the statement drew a seed or asked for the date: `ogive record \(file)` writes it in"
      ]
    } else if old.isEmpty {
      verdict.message = "line \(report.line) has nothing recorded under it"
    }
    verdict.statement = report.text
    verdict.line = report.line
    verdict.expected = first < old.count ? [old[first]] : ["(nothing)"]
    verdict.found = first < new.count ? [new[first]] : ["(nothing)"]
    return verdict
  }

  private static func trimmed(_ line: String) -> String {
    var line = line[...]
    while let last = line.last, last.isWhitespace { line.removeLast() }
    return String(line)
  }

  // MARK: Data

  /// What changed in the files that the script loads; `nil` if nothing did.
  private func changedData(_ script: Script, _ evaluator: Evaluator) -> Verdict? {
    var verdict: Verdict?
    var textBefore = ""
    for statement in script.statements {
      let text = String(script.source.slice(statement.range))
      for (place, line) in statement.recorded.enumerated() {
        guard let data = DataLine(Verifier.trimmed(line)), !data.name.hasPrefix("dataset(") else {
          continue
        }
        // A file that the script itself writes is compared when it is loaded.
        if textBefore.contains("save"), textBefore.contains(quotedText(data.name)) { continue }
        if Verifier.saves(script, intoDatabase: data.name) { continue }
        let next = place + 1 < statement.recorded.count ? statement.recorded[place + 1] : ""
        let changes = changes(data, DataLine.digests(next), statement, script, evaluator)
        if changes.isEmpty { continue }
        if verdict == nil {
          verdict = Verdict(
            script.source.name, .dataChanged, "the data changed since it was recorded")
          verdict?.statement = text
          verdict?.line = script.source.position(of: statement.range.start).line
        }
        verdict?.changes += changes
      }
      textBefore += text + "\n"
    }
    return verdict
  }

  private func changes(
    _ data: DataLine, _ digests: [(name: String, digest: String)], _ statement: Statement,
    _ script: Script,
    _ evaluator: Evaluator
  ) -> [String] {
    let path = evaluator.resolve(data.name)
    do throws(Diagnostic) {
      if try FileFingerprint.of(path) == data.fingerprint { return [] }
    } catch {
      return [error.message]
    }
    // The file differs: read it as the statement does, to say in what.
    guard let loaded = reload(data, statement, script, evaluator) else {
      return ["\(data.name) has other contents"]
    }
    let origin = loaded.origin
    var changes: [String] = []
    if origin.rows != data.rows {
      changes.append("\(data.name) has \(origin.rows) rows, not \(data.rows)")
    }
    if origin.columns != data.columns {
      changes.append("\(data.name) has \(origin.columns) columns, not \(data.columns)")
    }
    if !digests.isEmpty {
      let now = loaded.table.map(DataLine.digests) ?? []
      let gone = digests.filter { old in !now.contains { $0.name == old.name } }.map {
        "`\($0.name)`"
      }
      let fresh = now.filter { new in !digests.contains { $0.name == new.name } }.map {
        "`\($0.name)`"
      }
      if !gone.isEmpty {
        changes.append("\(data.name) has no column \(gone.joined(separator: ", ")) any more")
      }
      if !fresh.isEmpty {
        changes.append("\(data.name) has a new column \(fresh.joined(separator: ", "))")
      }
      let other = digests.filter { old in
        now.contains { $0.name == old.name && $0.digest != old.digest }
      }
      .map { "`\($0.name)`" }
      if !other.isEmpty, origin.rows == data.rows {
        changes.append(
          "\(data.name) has the same number of rows, but other values in \(other.joined(separator: ", "))"
        )
      }
    }
    return changes.isEmpty
      ? ["\(data.name) has other bytes, but the same values in every column"] : changes
  }

  /// Reads a file by the call of `load` that the statement has for it.
  private func reload(
    _ data: DataLine, _ statement: Statement, _ script: Script, _ evaluator: Evaluator
  ) -> Loaded? {
    var calls: [String] = []
    switch statement.kind {
    case .assign(_, let pipeline), .pipeline(let pipeline):
      pipeline.visit { expression in
        if case .call(let callee, let items) = expression.kind, case .name("load") = callee.kind,
          case .text(let parts)? = items.first?.value.kind, parts.count == 1,
          case .characters(data.name) = parts[0]
        {
          calls.append(expression.canonical)
        }
        return true
      }
    default: break
    }
    let call = calls.first ?? "load(\(quotedText(data.name)))"
    let apart = makeEvaluator()
    apart.folder = evaluator.folder
    guard let reread = try? Parser.parse(SourceText(name: script.source.name, text: call)),
      let only = reread.statements.first, let outcome = try? apart.execute(only, of: reread.source)
    else { return nil }
    return outcome.loads.first
  }
}
