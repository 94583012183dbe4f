public import Diagnostics
internal import Glibc

/// Several files of one format that together are one table: those of a folder, or those that a pattern matches.
public struct FileSet: Sendable {
  /// Their paths, in the order of their bytes.
  public let paths: [String]
  /// What was left out, if anything.
  private let notes: [Note]

  /// The files of a folder or pattern; `nil` if the path names a single file, or nothing.
  ///
  /// In a pattern `*` stands for any signs, `?` for one, `[abc]` for one of those; files and folders whose names begin
  /// with a point aren't matched. A file that is called like the pattern goes before it. Of a folder all files are taken
  /// whose names say that they are tables, not those in folders inside it.
  ///
  /// - Throws: E50 for a folder without tables, one with tables of several formats, a pattern that matches nothing.
  public init?(_ path: String) throws(Diagnostic) {
    if path.utf8.contains(0) { return nil }
    var state = stat()
    if stat(path, &state) == 0 {
      guard state.st_mode & S_IFMT == S_IFDIR else { return nil }
      (paths, notes) = try FileSet.tables(in: path)
      return
    }
    guard path.contains(where: { "*?[".contains($0) }) else { return nil }
    paths = FileSet.matches(path)
    notes = []
    if paths.isEmpty {
      throw Diagnostic(
        .cannotRead, "no file matches `\(path)`",
        help: ["`*` stands for any signs within a name, `?` for one of them"])
    }
  }

  private static func matches(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, GLOB_NOSORT, nil, &found) == 0, let names = found.gl_pathv else {
      return []
    }
    var paths: [String] = []
    for place in 0..<Int(found.gl_pathc) {
      guard let name = names[place] else { continue }
      let path = String(cString: name)
      if FileFormat.size(path) != nil { paths.append(path) }
    }
    return paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func tables(in folder: String) throws(Diagnostic) -> ([String], [Note]) {
    guard let handle = opendir(folder) else {
      throw Diagnostic(
        .cannotRead, "the folder `\(folder)` can't be read: \(String(cString: strerror(errno)))")
    }
    defer { closedir(handle) }
    var groups: [String: [String]] = [:]
    var others: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let path = FilePath.joined(folder, name)
      if name.hasPrefix(".") || FileFormat.size(path) == nil { continue }
      // A .txt in a folder is a letter more often than a table.
      if let format = FileFormat(name: name), format.content != .database, format.suffix != "txt" {
        groups[format.suffix, default: []].append(path)
      } else {
        others.append(name)
      }
    }
    guard let (_, paths) = groups.first else {
      throw Diagnostic(
        .cannotRead, "the folder `\(folder)` holds no tables",
        candidates: Array(others.sorted().prefix(24)),
        help: ["files whose names end in .csv, .tsv, .jsonl or .json are taken, with .gz too"])
    }
    if groups.count > 1 {
      let found = groups.sorted { $0.key < $1.key }.map { "\($1.count) .\($0)" }
      throw Diagnostic(
        .cannotRead, "the folder `\(folder)` holds tables of several formats",
        details: [found.joined(separator: ", ")],
        help: groups.keys.sorted().prefix(1).map {
          "name one: `load(\"\(FilePath.joined(folder, "*.\($0)"))\")`"
        })
    }
    let left = others.sorted()
    let shown = left.prefix(4).joined(separator: ", ") + (left.count > 4 ? ", …" : "")
    return (
      paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
      left.isEmpty
        ? []
        : [Note(.file, "\(counted(left.count, "other file")) in the folder left out: \(shown)")]
    )
  }

  /// The tables of the files, under each other.
  public struct Stack: Sendable {
    /// All rows; its table has no origin of its own.
    public var loaded: LoadedTable
    /// For each file its path and its own table.
    public var parts: [(path: String, table: Table)]
  }

  /// Reads all files and puts their rows under each other: columns by name, those a file hasn't are missing in its
  /// rows, with a note; `column` is the name of a first column that names the file of each row, `nil` for none.
  ///
  /// - Throws: what ``TableFile/read(_:options:budget:part:)`` throws; E26 if a file has a column of that name; E30 for
  ///   columns of types that don't go together, naming the files; E82 if all are too much for the budget.
  public func read(
    options: CSVOptions = CSVOptions(), budget: MemoryBudget = .standard,
    part: DatabasePart = .only, column: String? = "file"
  ) throws(Diagnostic) -> Stack {
    var parts: [(path: String, table: Table)] = []
    var notes: [Note] = notes
    var remarks: [(note: Note, files: [String])] = []
    var rejected = Rejected()
    let labels = labels
    let total = paths.reduce(0) { $0 + (FileFormat.size($1) ?? 0) }
    if total > budget.bytes / 2 {
      throw budget.exceeded(
        "the \(counted(paths.count, "file"))", needed: 2 * min(total, Int.max / 2),
        details: ["they have \(ByteText.of(total))"])
    }
    let progress = Progress(counted(paths.count, "file"), total: total)
    var rowCount = 0
    for (path, label) in zip(paths, labels) {
      let loaded = try TableFile.read(path, options: options, budget: budget, part: part)
      if let column, loaded.table[column] != nil {
        throw Diagnostic(
          .columnExists, "`\(label)` has a column `\(column)`, the name of the one for the files",
          help: ["`file: \"source\"` gives that one another name, `file: false` leaves it out"])
      }
      parts.append((path, loaded.table))
      for note in loaded.notes {
        if let place = remarks.firstIndex(where: { $0.note == note }) {
          remarks[place].files.append(label)
        } else {
          remarks.append((note, [label]))
        }
      }
      for reject in loaded.rejects {
        var named = reject
        named.reason = "\(label): \(reject.reason)"
        if rejected.rows.count < Rejected.most { rejected.rows.append(named) }
      }
      rejected.count += loaded.table.rejected?.count ?? 0
      rowCount += loaded.table.rowCount
      progress.add(bytes: FileFormat.size(path) ?? 0, rows: loaded.table.rowCount)
    }
    try checkTypes(parts.map(\.table), labels)
    let shown = zip(labels, parts).prefix(6).map { "\($0) (\($1.table.rowCount))" }
    notes.append(
      Note(
        .rows,
        "\(counted(rowCount, "row")) from \(counted(parts.count, "file")): "
          + shown.joined(separator: ", ") + (parts.count > 6 ? ", …" : "")))
    for (note, files) in remarks {
      let place =
        files.count == paths.count && files.count > 1
        ? "all files" : files.count == 1 ? files[0] : counted(files.count, "file")
      notes.append(Note(note.kind, "\(place): \(note.text)"))
    }
    var table = parts[0].table
    table.origin = nil
    table = try table.appending(parts.dropFirst().map(\.table), notes: &notes)
    if let column {
      let codes = parts.enumerated().flatMap { place, part in
        repeatElement(Int32(truncatingIfNeeded: place), count: part.table.rowCount)
      }
      let source = Column(.text(TextValues(codes: codes, distinct: labels)))
      table = Table(
        unchecked: [(column, source)] + zip(table.names, table.columns).map { ($0, $1) },
        rowCount: table.rowCount)
    }
    return Stack(
      loaded: LoadedTable(table: table, notes: notes, rejected: rejected), parts: parts)
  }

  /// What the files are called in the table: their names, or their paths where names repeat.
  private var labels: [String] {
    let names = paths.map { FilePath.split($0).name }
    return Set(names).count == names.count ? names : paths
  }

  private func checkTypes(_ tables: [Table], _ labels: [String]) throws(Diagnostic) {
    var seen: Set<String> = []
    for name in tables.flatMap(\.names) where seen.insert(name).inserted {
      let types = tables.map { $0[name]?.type ?? .unknown }
      do throws(TypeConflict) {
        _ = try commonType(types)
      } catch {
        let first = types.firstIndex { $0 == error.first } ?? 0
        throw Diagnostic(
          .wrongKind,
          "`\(name)` is a \(error.first.rawValue) column in \(labels[first]), a \(error.second.rawValue) column in \(labels[error.place])",
          found: error.second.rawValue, expected: [error.first.rawValue],
          help: ["`types: [\"\(name): text\"]` reads it as text in all files"])
      }
    }
  }
}
