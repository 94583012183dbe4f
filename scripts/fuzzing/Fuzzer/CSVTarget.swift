import Diagnostics
import Numerics
import Tables

typealias Outcome = Result<LoadedTable, Diagnostic>

/// Reads an input as a CSV file in several ways and holds what comes out to the reader's promises.
func checkCSV(_ input: UnsafeBufferPointer<UInt8>) {
  guard let one = CSVCase(input) else { return }
  let whole = readCSV(one.file, one.options)

  // Neither the pieces nor the threads show.
  var pieces = one.options
  pieces.chunkBytes = one.chunkBytes
  let (file, options) = (one.file, pieces)
  expectSame(whole, readCSV(file, options), "the same table from pieces of \(one.chunkBytes)")
  expectSame(whole, onOneThread { readCSV(file, options) }, "the same table from one thread")

  switch whole {
  case .failure(let error):
    expect(
      [.malformedFile, .tooLarge, .badArgument, .unknownColumn].contains(error.code),
      "a reader's error, not \(error)")
  case .success(let loaded):
    checkShape(loaded)
    checkRejects(loaded, Lines(one.file, endAtCR: true))
    if let plain = PlainFile(one) { plain.check(loaded) }
    checkWrittenCSV(loaded)
    checkWrittenJSON(loaded)
  }
}

/// A table is well-formed: names differ, columns are as long as it.
func checkShape(_ loaded: LoadedTable) {
  let table = loaded.table
  expect(Set(table.names).count == table.names.count, "names that differ: \(table.names)")
  for column in table.columns {
    expect(
      column.count == table.rowCount, "a column of \(table.rowCount) rows, not \(column.count)")
    if case .text(let texts) = column.values {
      for row in 0..<column.count where !column.isMissing(row) { _ = texts[row] }
    }
  }
}

/// Rejected rows are in the order of the file, once each, with the text that stands where they say.
func checkRejects(_ loaded: LoadedTable, _ lines: Lines) {
  var lines = lines
  let file = lines.file
  expect(loaded.table.rejected?.count == loaded.rejects.count, "all rejects of a small file")
  // In UTF-16 the lines and texts are of the characters, the bytes are those of the file.
  let isPlain = !file.contains(0) && !file.starts(with: [0xFF, 0xFE])
  var last = -1
  for reject in loaded.rejects {
    expect(reject.byte > last && reject.byte < file.count, "rejects in order, not \(reject)")
    expect(!reject.reason.isEmpty, "a reason for \(reject)")
    last = reject.byte
    guard isPlain else { continue }
    expect(reject.line == lines.line(of: reject.byte), "the line of \(reject)")
    // What stands there as it is: not escaped, and no quote that had a backslash before it.
    let shown = reject.text.utf8.prefix { (0x21...0x7E).contains($0) && $0 != 0x5C && $0 != 0x22 }
    let text = shown.endIndex == reject.text.utf8.endIndex ? shown : shown.dropLast()
    expect(file[reject.byte...].starts(with: text), "the text at its byte: \(reject)")
  }
}

/// Lines of a file, counted in the plainest way: LF and CRLF each end one, and so does CR where it may.
struct Lines {
  let file: [UInt8]
  private let endAtCR: Bool
  private var place = 0
  private var line = 1

  init(_ file: [UInt8], endAtCR: Bool) { (self.file, self.endAtCR) = (file, endAtCR) }

  mutating func line(of byte: Int) -> Int {
    while place < byte {
      if file[place] == 0x0A
        || (endAtCR && file[place] == 0x0D && !(place + 1 < file.count && file[place + 1] == 0x0A))
      {
        line += 1
      }
      place += 1
    }
    return line
  }
}

/// A written table reads back as it was, without a word of how; what can't is said.
func checkWrittenCSV(_ first: LoadedTable) {
  let table = first.table
  if table.columnCount == 0 { return }
  let bytes: [UInt8]
  var options = CSVOptions(encoding: .utf8)
  do throws(Diagnostic) {
    let notes = try CSVWriter.notes(on: table, style: CSVWriter.Style())
    if notes.contains(where: { $0.text.contains("header: true") }) { options.header = true }
    bytes = try CSVWriter.bytes(table)
  } catch {
    return expect(false, "a table that can be written, not \(error)")
  }
  let written = String(decoding: bytes, as: UTF8.self)
  switch readCSV(bytes, options) {
  case .failure(let error):
    expect(false, "a written table that can be read, not \(error)\n\(written)")
  case .success(let loaded):
    expect(loaded.rejects.isEmpty, "a written table without bad rows:\n\(written)")
    expectSame(table, loaded.table, "as CSV:\n\(written)\nafter \(first.notes)") { _, _ in false }
  }
}

func checkWrittenJSON(_ first: LoadedTable) {
  let table = first.table
  if table.columnCount == 0 || table.rowCount == 0 || table.names.contains("") { return }
  let bytes: [UInt8]
  do throws(Diagnostic) { bytes = try JSONWriter.bytes(table) } catch {
    return expect(false, "a table that can be written, not \(error)")
  }
  switch readJSON(bytes, CSVOptions(bad: .fail)) {
  case .failure(let error):
    expect(false, "a written table that can be read, not \(error)\n\(bytes)")
  case .success(let loaded):
    expectSame(table, loaded.table, "as JSON: \(String(decoding: bytes, as: UTF8.self))") {
      $0 == .text && [.date, .dateTime].contains($1)
    }
  }
}

/// Equal tables, a category being its texts; a column may have changed its type where `mayChange` says so.
private func expectSame(
  _ was: Table, _ now: Table, _ what: String, mayChange: (ColumnType, ColumnType) -> Bool
) {
  expect(was.names == now.names, "the names \(was.names), not \(now.names) \(what)")
  expect(was.rowCount == now.rowCount, "\(was.rowCount) rows, not \(now.rowCount) \(what)")
  for (name, (a, b)) in zip(was.names, zip(was.columns, now.columns)) {
    if a.missingCount == a.count, b.missingCount == b.count { continue }
    let type: ColumnType = a.type == .category ? .text : a.type
    if type != b.type {
      expect(mayChange(type, b.type), "`\(name)` of the type \(a.type), not \(b.type) \(what)")
      continue
    }
    for row in 0..<a.count {
      expect(a[row] == b[row], "\(a[row]) in row \(row) of `\(name)`, not \(b[row]) \(what)")
    }
  }
}

func expectSame(_ a: Outcome, _ b: Outcome, _ promise: String) {
  switch (a, b) {
  case (.success(let a), .success(let b)):
    let difference = a.table.firstDifference(from: b.table)
    expect(difference == nil, "\(promise): \(String(describing: difference))")
    for (x, y) in zip(a.table.columns, b.table.columns) {
      expect(x.type == y.type, "\(promise): \(x.type), \(y.type)")
    }
    expect(a.notes == b.notes, "\(promise): notes \(a.notes), \(b.notes)")
    expect(a.rejects == b.rejects, "\(promise): rejects \(a.rejects), \(b.rejects)")
  case (.failure(let a), .failure(let b)): expect(a == b, "\(promise): \(a), \(b)")
  default: expect(false, "\(promise): \(a), \(b)")
  }
}

/// The result of `body`, in which parallel loops run on the thread that they are in.
func onOneThread(_ body: @Sendable () -> Outcome) -> Outcome {
  let made = try? Parallel.map(count: 2, threads: 2) { $0 == 0 ? body() : nil }
  return made?[0] ?? .failure(Diagnostic(.interrupted, "interrupted"))
}

func readCSV(_ file: [UInt8], _ options: CSVOptions) -> Outcome {
  file.withUnsafeBytes { bytes in
    do throws(Diagnostic) {
      return .success(try CSVReader.read(bytes: bytes, name: "case.csv", options: options))
    } catch {
      return .failure(error)
    }
  }
}
