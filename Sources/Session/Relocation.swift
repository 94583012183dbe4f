internal import Cards
internal import Diagnostics
internal import Engine
internal import Glibc
internal import Syntax

/// Rewrites the paths of the files that statements read, for a script in another folder than they were typed in.
///
/// A path that leads to the same file from there stays as it was typed. Otherwise it becomes relative to the script's
/// folder if the file lies below that or both lie in the current folder, which then can be moved as a whole; a file
/// elsewhere gets its absolute path. Paths to write, as `save` has them, go by the folder that is current when the
/// script runs, and stay.
struct Relocation {
  private let catalogue: Catalogue
  /// The script's folder and the current one, absolute and without links.
  private let target: String
  private let current: String

  /// - Parameter folder: the script's, which must be there: `nil` otherwise.
  init?(to folder: String, _ catalogue: Catalogue) {
    guard let target = Relocation.real(folder), let current = Relocation.real(".") else {
      return nil
    }
    (self.catalogue, self.target, self.current) = (catalogue, target, current)
  }

  /// A path for the script, of a file that statements in `folder` (`nil`: the current one) name so.
  func path(_ typed: String, from folder: String?) -> String {
    let used = Evaluator.resolve(typed, from: folder)
    guard !typed.hasPrefix("/"), access(used, F_OK) == 0, let file = Relocation.file(used),
      Relocation.file(target + "/" + typed) != file
    else { return typed }
    let (there, place) = (Relocation.parts(target), Relocation.parts(file))
    let here = Relocation.parts(current)
    let shared = zip(there, place).prefix { $0 == $1 }.count
    let isWithin = there.starts(with: here) && place.starts(with: here)
    guard shared == there.count || isWithin else { return file }
    return (Array(repeating: "..", count: there.count - shared) + place.dropFirst(shared))
      .joined(separator: "/")
  }

  /// A statement's text with its paths rewritten, and what became of each path in it.
  func statement(_ text: String, from folder: String?) -> (text: String, paths: [String: String]) {
    guard let statement = Statement.known(SourceText(name: "session", text: text)) else {
      return (text, [:])
    }
    var paths: [String: String] = [:]
    var changes: [(range: SourceRange, path: String)] = []
    func note(_ typed: String, _ range: SourceRange) {
      let path = path(typed, from: folder)
      paths[typed] = path
      if path != typed { changes.append((range, path)) }
    }
    func note(_ expression: Expression?) {
      if let expression, case .text(let parts) = expression.kind, parts.count == 1,
        case .characters(let typed) = parts[0]
      {
        note(typed, expression.range)
      }
    }
    if case .use(let path, let range) = statement.kind { note(path, range) }
    for pipeline in statement.pipelines {
      if let stage = pipeline.stages.first, pathParameter(stage.verb.text) != nil {
        note(pipeline.head)
      }
      pipeline.visit { expression in
        if case .call(let callee, let items) = expression.kind, case .name(let name) = callee.kind,
          let parameter = pathParameter(name)
        {
          note(items.first { $0.isValue(of: parameter) }?.value)
        }
        return true
      }
    }
    var bytes = Array(text.utf8)
    for (range, path) in changes.sorted(by: { $0.range.start > $1.range.start }) {
      bytes.replaceSubrange(range.start..<range.end, with: Array(quotedText(path).utf8))
    }
    return (String(decoding: bytes, as: UTF8.self), paths)
  }

  /// The first parameter of a function if it takes the path of a file to read.
  private func pathParameter(_ function: String) -> String? {
    guard let first = catalogue.function(function)?.card.parameters.first, first.shape == .path
    else { return nil }
    return first.name
  }

  private static func parts(_ path: String) -> [Substring] { path.split(separator: "/") }

  /// A path without links in its folders; a link to a file stays one, so that it may be pointed elsewhere.
  private static func file(_ path: String) -> String? {
    guard let name = path.split(separator: "/").last, name != "..", name != ".",
      let folder = real(Evaluator.folder(of: path))
    else { return real(path) }
    return folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }

  private static func real(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }
}

extension Item {
  /// Whether it gives a function's first parameter its value.
  fileprivate func isValue(of parameter: String) -> Bool {
    switch label {
    case .none: true
    case .option(let name): name.text == parameter
    case .define: false
    }
  }
}
