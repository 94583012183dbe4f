internal import Glibc

/// What a table's file is, as its name says it and its first bytes.
public struct FileFormat: Sendable, Equatable {
  public enum Content: Sendable, Equatable {
    /// Separated values: .csv, .tsv, .tab, .txt.
    case separated
    /// An object a line: .jsonl, .ndjson.
    case jsonLines
    /// A list of objects: .json.
    case json
    /// A SQLite database: .db, .sqlite, .sqlite3.
    case database
  }

  public var content: Content
  /// Compressed with gzip: .gz behind the rest.
  public var isCompressed: Bool
  /// What stands behind the last point of the name, .gz aside.
  public var suffix: String

  /// The format that a name says; `nil` if its suffix is none of a table's.
  public init?(name: String) {
    var stem = FilePath.split(name).name
    isCompressed = stem.lowercased().hasSuffix(".gz")
    if isCompressed { stem = String(stem.dropLast(3)) }
    suffix = FilePath.suffix(stem)
    switch suffix {
    case "csv", "tsv", "tab", "txt": content = .separated
    case "jsonl", "ndjson": content = .jsonLines
    case "json": content = .json
    case "db", "sqlite", "sqlite3": content = .database
    default: return nil
    }
  }

  /// What a file holds: a database is known by its first bytes whatever it is called, all else by its name.
  public static func content(of path: String) -> Content {
    SQLiteReader.begins(head(path)) ? .database : FileFormat(name: path)?.content ?? .separated
  }

  /// The suffixes that tables are saved under.
  public static let writable = ".csv, .tsv, .jsonl, .json, each with .gz behind it too; .db"

  /// The first bytes of a file, at most 16: none of what can't be read twice or at all.
  package static func head(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var state = stat()
    guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else { return [] }
    var bytes = [UInt8](repeating: 0, count: 16)
    let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
    return Array(bytes.prefix(max(0, got)))
  }

  /// The size of a regular file; `nil` for all else.
  static func size(_ path: String) -> Int? {
    var state = stat()
    guard stat(path, &state) == 0, state.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(state.st_size)
  }

  /// What a file is that is no table of ours, by its first bytes, and how to make one of it.
  static func foreign(_ head: [UInt8]) -> (what: String, help: String)? {
    let known: [([UInt8], String, String)] = [
      (
        Array("PK\u{3}\u{4}".utf8), "a zip archive or a spreadsheet",
        "unpack it, or save the sheet as CSV"
      ),
      (Array("PAR1".utf8), "a Parquet file", "convert it to CSV with the program that wrote it"),
      (Array("ARROW1".utf8), "an Arrow file", "convert it to CSV with the program that wrote it"),
      (Array("BZh".utf8), "compressed with bzip2", "unpack it first: `bunzip2 -k`"),
      ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd", "unpack it first: `unzstd`"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed with xz", "unpack it first: `unxz -k`"),
    ]
    guard let found = known.first(where: { head.starts(with: $0.0) }) else { return nil }
    return (found.1, found.2)
  }
}
