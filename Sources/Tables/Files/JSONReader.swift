package import Diagnostics
internal import Glibc
internal import Numerics
internal import Synchronization

/// Reads tables from JSON: lines that each hold an object (JSON lines), or one list of objects, or one object.
///
/// **Rows.** An object is a row; its keys are the names of columns, in the order of their first appearance. A key that
/// isn't there, and `null`, is missing. Objects in objects are flattened: `{"user": {"name": "Ada"}}` has a column
/// `user.name`; lists are kept as JSON text; notes say both. A line that isn't a JSON object (RFC 8259, strictly: UTF-8,
/// escapes, numbers, no key twice, at most 64 deep) is handed back, as ``CSVReader`` does, or with `bad: .fail` makes the
/// load fail. In a list, the objects after an error of syntax can't be found, so that is always an error.
///
/// **Types** are decided by the whole column: numbers, true/false; texts that all are ISO dates or date-times are those;
/// all else is text, with a note if it holds several kinds of values. A column with a whole number beyond 2^53, or a number
/// that no Double holds, stays text, so that nothing is rounded in silence.
package enum JSONReader {
  /// Reads a file's bytes, which stay where they are and are followed by 8 that may be loaded.
  package static func read(
    _ base: UnsafePointer<UInt8>, _ count: Int, name: String, fingerprint: String,
    options: CSVOptions, budget: MemoryBudget, progress: Progress
  ) throws(Diagnostic) -> LoadedTable {
    var start = count >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF ? 3 : 0
    if count >= 2, base[0] == 0xFF && base[1] == 0xFE || base[0] == 0xFE && base[1] == 0xFF {
      throw Diagnostic(
        .malformedFile, "`\(name)` is UTF-16 text, not UTF-8",
        help: ["make it UTF-8: `iconv -f UTF-16 -t UTF-8 old.jsonl > new.jsonl`"])
    }
    while start < count, [0x20, 0x09, 0x0A, 0x0D].contains(base[start]) { start += 1 }
    if start == count {
      throw Diagnostic(
        .malformedFile, "`\(name)` is empty", expected: ["a JSON object on each line"])
    }
    // A note counts blank lines, those at the beginning too.
    let mostBad = options.bad == .fail ? 5 : Int.max
    let rows: JSONRows
    if base[start] == UInt8(ascii: "[") || isOneObject(base, start..<count) {
      rows = try document(base, start..<count, name, mostBad, progress)
    } else {
      rows = try lines(
        base, start..<count, name, mostBad, chunkBytes: options.chunkBytes, budget, progress)
    }
    guard rows.rowCount + rows.badCount < Int(Int32.max) else {
      throw tooManyRows(rows.rowCount)
    }
    return try JSONTable(
      base: base, count: count, name: name, fingerprint: fingerprint, options: options,
      budget: budget, rows: rows
    ).loaded()
  }

  /// Whether a file that begins with `{` is one object over several lines.
  private static func isOneObject(_ base: UnsafePointer<UInt8>, _ range: Range<Int>) -> Bool {
    guard base[range.lowerBound] == UInt8(ascii: "{") else { return false }
    var scanner = JSONScanner(base, range)
    guard (try? scanner.skipValue(depth: 0)) != nil else { return false }
    let hasLineEnd = memchr(base + range.lowerBound, 0x0A, scanner.place - range.lowerBound) != nil
    scanner.skipBlanks()
    return hasLineEnd && scanner.isAtEnd
  }

  private static func document(
    _ base: UnsafePointer<UInt8>, _ range: Range<Int>, _ name: String, _ mostBad: Int,
    _ progress: Progress
  ) throws(Diagnostic) -> JSONRows {
    var rows = JSONRows(base, mostBad: mostBad)
    do throws(JSONFault) {
      let isDone = try rows.addDocument(range) { bytes, rows in
        progress.add(bytes: bytes, rows: rows)
        return !Interrupt.isRequested
      }
      if isDone { return rows }
    } catch {
      let place = min(error.place, range.upperBound)
      var lineStart = place
      while lineStart > 0, base[lineStart - 1] != 0x0A { lineStart -= 1 }
      let lineEnd =
        memchr(base + place, 0x0A, range.upperBound - place).map {
          UnsafeRawPointer($0) - UnsafeRawPointer(base)
        } ?? range.upperBound
      throw Diagnostic(
        .malformedFile,
        "`\(name)` is no JSON: \(error.reason), in line \(line(of: place, base)) at position \(place - lineStart + 1)",
        details: [
          CSVReader.shown(base, max(lineStart, place - 60)..<max(lineEnd, lineStart), limit: 100)
        ])
    }
    throw Diagnostic(.interrupted, "interrupted while reading `\(name)`")
  }

  /// Parts of the file side by side; what comes out doesn't depend on how many run at a time.
  private static func lines(
    _ base: UnsafePointer<UInt8>, _ range: Range<Int>, _ name: String, _ mostBad: Int,
    chunkBytes: Int, _ budget: MemoryBudget, _ progress: Progress
  ) throws(Diagnostic) -> JSONRows {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      var end = min(range.upperBound, start + chunkBytes)
      if end < range.upperBound {
        end =
          memchr(base + end, 0x0A, range.upperBound - end).map {
            UnsafeRawPointer($0) - UnsafeRawPointer(base) + 1
          } ?? range.upperBound
      }
      parts.append(start..<end)
      start = end
    }
    let ranges = parts
    // The bytes outlive the loop and aren't written to.
    nonisolated(unsafe) let bytes = base
    let cells = Atomic<Int>(0)
    let most = budget.bytes / MemoryLayout<JSONCell>.stride
    let read: [JSONRowsBox]
    do {
      read = try Parallel.map(count: ranges.count) { index throws(Interrupted) in
        var rows = JSONRows(bytes, mostBad: mostBad)
        // What is over the budget is counted no further; the sum tells.
        if cells.load(ordering: .relaxed) > most { return JSONRowsBox(rows) }
        let isDone = rows.addLines(ranges[index]) { bytes, rows in
          progress.add(bytes: bytes, rows: rows)
          return !Interrupt.isRequested
        }
        cells.add(rows.cellCount, ordering: .relaxed)
        if !isDone { throw Interrupted() }
        return JSONRowsBox(rows)
      }
    } catch {
      throw Diagnostic(.interrupted, "interrupted while reading `\(name)`")
    }
    if cells.load(ordering: .relaxed) > most {
      throw budget.exceeded("`\(name)`", details: ["it has \(ByteText.of(range.count)) of JSON"])
    }
    guard var rows = read.first?.rows else { return JSONRows(base, mostBad: mostBad) }
    for part in read.dropFirst() { rows.append(part.rows) }
    return rows
  }

  /// The line of a byte, from 1.
  static func line(of place: Int, _ base: UnsafePointer<UInt8>) -> Int {
    var line = 1
    var i = 0
    while i < place, let found = memchr(base + i, 0x0A, place - i) {
      line += 1
      i = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
    }
    return line
  }
}

/// Rows on their way from one thread to another; the bytes that they point into outlive both.
private struct JSONRowsBox: @unchecked Sendable {
  let rows: JSONRows
  init(_ rows: JSONRows) { self.rows = rows }
}
