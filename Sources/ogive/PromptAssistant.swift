import Cards
import Diagnostics
import Engine
import Glibc
import LineEditor
import Session
import Syntax

/// What the line editor asks of the language.
final class PromptAssistant: PromptDelegate {
  private let log: Log
  private var evaluator: Evaluator { log.evaluator }
  init(_ log: Log) { self.log = log }

  func isComplete(_ text: String) -> Completeness {
    // Commands among pasted lines are lines of their own; what is typed last says whether it goes on.
    let text = PromptCommand.parts(text).last ?? text
    if PromptCommand.isCommand(text) { return .complete }
    // A line that goes on with the statement before it is read behind one.
    let whole =
      Log.isAmendment(text) && !text.drop(while: \.isWhitespace).hasPrefix("|")
      ? "a | first 1 " + text : text
    switch Parser.completeness(of: whole) {
    case .complete: return .complete
    case .incomplete(let indent): return .incomplete(indent: indent)
    case .invalid: return .invalid
    }
  }

  func completions(_ text: String, cursor: Int) -> CompletionList {
    if PromptCommand.isCommand(text) { return commands(text, cursor) }
    let found = Completer(evaluator, listFolder: PromptAssistant.entries).candidates(
      text, cursor: cursor)
    return CompletionList(
      replaceFrom: found.from,
      candidates: found.candidates.map { candidate in
        let isOpen = candidate.text.last.map { "( /".contains($0) } ?? false
        return Completion(
          text: candidate.text, kind: candidate.kind.rawValue, summary: candidate.summary,
          isFinal: !isOpen)
      })
  }

  private func commands(_ text: String, _ cursor: Int) -> CompletionList {
    let before = String(decoding: Array(text.utf8.prefix(cursor)), as: UTF8.self)
    guard let blank = before.firstIndex(of: " ") else {
      let found = PromptCommand.list.filter { $0.usage.hasPrefix(before) }
      return CompletionList(
        replaceFrom: 0,
        candidates: found.map { one in
          let name = String(one.usage.prefix { $0 != " " })
          return Completion(
            text: name, kind: "command", summary: one.summary, isFinal: one.usage.contains(" "))
        })
    }
    let typed = String(before[before.index(after: blank)...])
    let replaceFrom = before.utf8.count - typed.utf8.count
    switch before[..<blank] {
    case ":help":
      let names = Help(evaluator.catalogue).names.filter { $0.hasPrefix(typed) }.sorted()
      return CompletionList(
        replaceFrom: replaceFrom,
        candidates: names.map { Completion(text: $0, kind: "help", isFinal: false) })
    case ":why":
      let codes = Diagnostic.Code.allCases.filter { $0.rawValue.hasPrefix(typed.uppercased()) }
      return CompletionList(
        replaceFrom: replaceFrom,
        candidates: codes.map {
          Completion(
            text: $0.rawValue, kind: "error", summary: $0.explanation.title, isFinal: false)
        })
    case ":edit":
      let numbered = log.entries.enumerated().map { (number: "\($0 + 1)", text: $1.text) }
      return CompletionList(
        replaceFrom: replaceFrom,
        candidates: numbered.filter { $0.number.hasPrefix(typed) }.map {
          Completion(text: $0.number, kind: "statement", summary: $0.text, isFinal: false)
        })
    case ":save", ":run": break
    default: return CompletionList(replaceFrom: cursor, candidates: [])
    }
    let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
    let start = typed.dropFirst(folder.count)
    let found = PromptAssistant.entries(folder.isEmpty ? "." : folder).filter {
      $0.hasPrefix(start)
    }.sorted()
    return CompletionList(
      replaceFrom: replaceFrom,
      candidates: found.map {
        Completion(text: folder + $0, label: $0, kind: "file", isFinal: false)
      })
  }

  /// How the verb goes on that was typed just now.
  func hint(_ text: String) -> Hint? {
    guard text.hasSuffix(" "), let bar = text.lastIndex(of: "|") else { return nil }
    let words = text[text.index(after: bar)...].split(separator: " ")
    guard words.count == 1, let usage = evaluator.catalogue.verb(String(words[0]))?.card.usage,
      let blank = usage.firstIndex(of: " ")
    else { return nil }
    return Hint(String(usage[usage.index(after: blank)...]), isInsertable: false)
  }

  func help(_ text: String, cursor: Int) -> String? {
    let isWord = { (byte: UInt8) in
      byte >= 0x80 || byte == 95 || (48...57).contains(byte) || (97...122).contains(byte | 0x20)
    }
    let bytes = Array(text.utf8)
    var end = min(cursor, bytes.count)
    while end < bytes.count, isWord(bytes[end]) { end += 1 }
    while end > 0, !isWord(bytes[end - 1]) { end -= 1 }
    var start = end
    while start > 0, isWord(bytes[start - 1]) { start -= 1 }
    let help = Help(evaluator.catalogue, width: console.width)
    let word = String(decoding: bytes[start..<end], as: UTF8.self)
    return help.text(word) ?? (word.isEmpty ? nil : help.unknown(word))
  }

  /// The entries of a folder, folders with a `/` behind; empty if it can't be read.
  private static func entries(_ folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while names.count < 10_000, let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      var state = stat()
      let isFolder = stat(folder + "/" + name, &state) == 0 && state.st_mode & S_IFMT == S_IFDIR
      names.append(isFolder ? name + "/" : name)
    }
    return names
  }
}
