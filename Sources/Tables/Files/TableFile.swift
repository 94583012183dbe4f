public import Diagnostics
internal import Glibc

/// Tables from files and to files: the place where the format is chosen.
public enum TableFile {
  /// Reads a table. What the first bytes say goes before what the name says: a gzip is unpacked and a database is
  /// known whatever they are called.
  ///
  /// - Parameter part: what of a database is read; other files are read whole.
  /// - Throws: E50 for a file that can't be read, E51 for one that is damaged or of another format, E82 for one that
  ///   would need more memory than `budget`, E37 and E35 for a `part` that a database doesn't have.
  public static func read(
    _ path: String, options: CSVOptions = CSVOptions(), budget: MemoryBudget = .standard,
    part: DatabasePart = .only
  ) throws(Diagnostic) -> LoadedTable {
    let head = FileFormat.head(path)
    let format = FileFormat(name: path)
    let isJSON = format?.content == .json || format?.content == .jsonLines
    if let (what, help) = FileFormat.foreign(head) {
      throw Diagnostic(.malformedFile, "`\(path)` is \(what), not a table", help: [help])
    }
    if SQLiteReader.begins(head) || format?.content == .database {
      if Gzip.begins(head) { throw packedDatabase(path) }
      return try SQLiteReader.read(path, part, options: options, budget: budget)
    }
    let size = FileFormat.size(path) ?? 0
    if Gzip.begins(head) {
      let progress = Progress(path, total: size)
      return try unpacked(path, options, isJSON, budget, progress)
    }
    var options = options
    options.budget = budget
    guard isJSON else { return try CSVReader.read(path: path, options: options) }
    try budget.check(path, fileSize: size)
    let progress = Progress(path, total: size)
    let bytes = try FileBytes.read(path)
    let fingerprint = Fingerprint.of(UnsafeRawBufferPointer(start: bytes.base, count: bytes.count))
    let loaded = try JSONReader.read(
      UnsafePointer(bytes.base), bytes.count, name: path, fingerprint: fingerprint,
      options: options, budget: budget, progress: progress)
    try bytes.checkUnchanged(path)
    return loaded
  }

  private static func unpacked(
    _ path: String, _ options: CSVOptions, _ isJSON: Bool, _ budget: MemoryBudget,
    _ progress: Progress
  ) throws(Diagnostic) -> LoadedTable {
    let packed = try FileBytes.read(path)
    let fingerprint = Fingerprint.of(
      UnsafeRawBufferPointer(start: packed.base, count: packed.count))
    var bytes = try Gzip.unpacked(
      UnsafeRawBufferPointer(start: packed.base, count: packed.count), name: path, budget: budget,
      progress: progress)
    try packed.checkUnchanged(path)
    let count = bytes.count
    try budget.check(path, fileSize: count)
    if Gzip.begins(bytes.prefix(2)) {
      throw Diagnostic(
        .malformedFile, "`\(path)` is compressed twice", help: ["unpack it once: `gunzip -k`"])
    }
    if SQLiteReader.begins(bytes) { throw packedDatabase(path) }
    var options = options
    options.budget = budget
    if options.delimiter == nil, ["tsv", "tab"].contains(FileFormat(name: path)?.suffix) {
      options.delimiter = UInt8(ascii: "\t")
    }
    bytes.append(contentsOf: repeatElement(0, count: isJSON ? FileBytes.padding : 0))
    var result: Result<LoadedTable, Diagnostic> = .failure(Diagnostic(.cannotRead, "not read"))
    bytes.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress, count > 0 else {
        result = .failure(Diagnostic(.malformedFile, "`\(path)` is empty, once unpacked"))
        return
      }
      do throws(Diagnostic) {
        if isJSON {
          result = .success(
            try JSONReader.read(
              base, count, name: path, fingerprint: fingerprint, options: options, budget: budget,
              progress: Progress(path, total: count)))
        } else {
          result = .success(
            try CSVReader.read(
              bytes: UnsafeRawBufferPointer(start: base, count: count), name: path,
              options: options))
        }
      } catch {
        result = .failure(error)
      }
    }
    var loaded = try result.get()
    // A replay holds the file as it lies there to its fingerprint.
    loaded.table.origin?.fingerprint = fingerprint
    return loaded
  }

  private static func packedDatabase(_ path: String) -> Diagnostic {
    Diagnostic(
      .malformedFile, "`\(path)` is a compressed database", help: ["unpack it first: `gunzip -k`"])
  }

  /// How a table is to be written, where its format has a choice.
  public struct Style: Sendable {
    /// The name of the table in a database.
    public var table: String?
    /// Whether a table of that name gives way.
    public var replaces: Bool
    /// Whether texts in separated values that a spreadsheet would run as formulas are made plain: see ``CSVWriter``.
    public var guardsFormulas: Bool

    public init(table: String? = nil, replaces: Bool = false, guardsFormulas: Bool = false) {
      (self.table, self.replaces, self.guardsFormulas) = (table, replaces, guardsFormulas)
    }
  }

  /// Writes a table in the format that the name says: all of it or nothing.
  ///
  /// - Returns: what is to be said of it.
  /// - Throws: E53 for a suffix that is none of a table's, E35 for a database without the name of a table, E52 for what
  ///   can't be written.
  @discardableResult
  public static func write(
    _ table: Table, to path: String, style: Style = Style()
  ) throws(Diagnostic) -> [Note] {
    guard let format = FileFormat(name: path) else { throw unknown(path) }
    let bytes: [UInt8]
    switch format.content {
    case .database:
      if format.isCompressed { throw unknown(path) }
      guard let name = style.table, !name.isEmpty else {
        throw Diagnostic(
          .missingArgument, "a database needs a name for the table",
          help: ["`save \"\(FilePath.split(path).name)\", table: \"results\"`"])
      }
      return try SQLiteWriter.write(table, to: path, name: name, replaces: style.replaces)
    case .jsonLines: bytes = try JSONWriter.bytes(table)
    case .json: bytes = try JSONWriter.bytes(table, asList: true)
    case .separated:
      let isTabbed = ["tsv", "tab"].contains(format.suffix)
      let separated = CSVWriter.Style(
        delimiter: UInt8(ascii: isTabbed ? "\t" : ","), guardsFormulas: style.guardsFormulas)
      let guarded = style.guardsFormulas ? CSVWriter.formulas(in: table) : 0
      var notes = guarded == 0 ? [] : [Note(.file, CSVWriter.said(guarded))]
      notes += try CSVWriter.notes(on: table, style: separated)
      if format.isCompressed {
        let packed = try CSVWriter.bytes(table, style: separated)
        try AtomicFile.write(Gzip.packed(packed), to: path)
      } else {
        try CSVWriter.write(table, to: path, guardsFormulas: style.guardsFormulas)
      }
      return notes
    }
    try AtomicFile.write(format.isCompressed ? Gzip.packed(bytes) : bytes, to: path)
    return []
  }

  private static func unknown(_ path: String) -> Diagnostic {
    let name = FilePath.split(path).name
    let suffix = FilePath.suffix(name)
    let stem = suffix.isEmpty ? name : String(name.dropLast(suffix.count + 1))
    return Diagnostic(
      .unknownFormat,
      suffix.isEmpty
        ? "`\(name)` has no extension that says its format"
        : "tables can't be saved as .\(suffix)",
      details: ["formats: \(FileFormat.writable)"],
      help: ["`save \"\(stem.isEmpty ? "table" : stem).csv\"`"])
  }
}
