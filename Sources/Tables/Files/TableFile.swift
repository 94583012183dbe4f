public import Diagnostics
internal import Glibc

/// Tables from files and to files: the place where the format is chosen.
public enum TableFile {
  /// Reads a table. What the first bytes say goes before what the name says: a gzip is unpacked and a database is
  /// known whatever they are called.
  ///
  /// - Throws: E50 for a file that can't be read, E51 for one that is damaged or of another format, E82 for one that
  ///   would need more memory than `budget`.
  public static func read(
    _ path: String, options: CSVOptions = CSVOptions(), budget: MemoryBudget = .standard
  ) throws(Diagnostic) -> LoadedTable {
    let head = FileFormat.head(path)
    let format = FileFormat(name: path)
    let isJSON = format?.content == .json || format?.content == .jsonLines
    if let (what, help) = FileFormat.foreign(head) {
      throw Diagnostic(.malformedFile, "`\(path)` is \(what), not a table", help: [help])
    }
    let size = FileFormat.size(path) ?? 0
    if Gzip.begins(head) {
      let progress = Progress(path, total: size)
      return try unpacked(path, options, isJSON, budget, progress)
    }
    try budget.check(path, fileSize: size)
    guard isJSON else { return try CSVReader.read(path: path, options: options) }
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
    var options = options
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

  /// Writes a table in the format that the name says: all of it or nothing.
  ///
  /// - Throws: E53 for a suffix that is none of a table's.
  public static func write(_ table: Table, to path: String) throws(Diagnostic) {
    guard let format = FileFormat(name: path), format.content != .database else {
      throw unknown(path)
    }
    if format.content == .separated, !format.isCompressed {
      return try CSVWriter.write(table, to: path)
    }
    let bytes: [UInt8]
    switch format.content {
    case .jsonLines: bytes = try JSONWriter.bytes(table)
    case .json: bytes = try JSONWriter.bytes(table, asList: true)
    default:
      let isTabbed = ["tsv", "tab"].contains(format.suffix)
      bytes = try CSVWriter.bytes(
        table, style: CSVWriter.Style(delimiter: UInt8(ascii: isTabbed ? "\t" : ",")))
    }
    try AtomicFile.write(format.isCompressed ? Gzip.packed(bytes) : bytes, to: path)
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
