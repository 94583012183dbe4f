internal import Diagnostics
internal import Glibc

/// A folder of its own for the files that a replay saves: they are computed and written in full, but elsewhere, and
/// what the script reads back it gets from there. The folder is gone with this value.
public final class Diversion {
  /// The files so far: where each is, by the path that the script names.
  public private(set) var copies: [String: String] = [:]
  private var folder: String?

  public init() {}

  deinit {
    guard let folder else { return }
    for copy in copies.values {
      unlink(copy)
      rmdir(Evaluator.folder(of: copy))
    }
    rmdir(folder)
  }

  /// The path to write in place of `path`; the same each time.
  ///
  /// - Throws: E52 if no folder can be made.
  func take(_ path: String) throws(Diagnostic) -> String {
    if let copy = copies[path] { return copy }
    // The name is kept, as its ending says the format; a folder for each, as two may have the same name.
    let place = "\(try made())/\(copies.count)"
    guard mkdir(place, 0o700) == 0 else { throw Diversion.failure() }
    let copy = place + "/" + (path.split(separator: "/").last ?? "file")
    copies[path] = copy
    return copy
  }

  private func made() throws(Diagnostic) -> String {
    if let folder { return folder }
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array(((base.isEmpty ? "/tmp" : base) + "/ogive-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw Diversion.failure() }
    let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    folder = made
    return made
  }

  private static func failure() -> Diagnostic {
    Diagnostic(
      .cannotWrite, "there is no folder for temporary files: \(String(cString: strerror(errno)))")
  }
}
