import Diagnostics
import Tables

/// Reads an input, behind a byte of options, as a JSON file.
func checkJSON(_ input: UnsafeBufferPointer<UInt8>) {
  guard let first = input.first else { return }
  let file = Array(input.dropFirst())
  var options = CSVOptions(bad: first & 1 == 0 ? .reject : .fail)
  if first & 2 != 0 { options.types = ["a": ColumnType.allCases[Int(first >> 4) % 6]] }
  if first & 4 != 0 { options.absent = ["x", ""] }

  let whole = readJSON(file, options)
  options.chunkBytes = [8, 16, 11, 64][Int(first >> 3) % 4]
  let pieces = options
  expectSame(whole, readJSON(file, pieces), "the same table from pieces of \(options.chunkBytes)")
  expectSame(whole, onOneThread { readJSON(file, pieces) }, "the same table from one thread")

  switch whole {
  case .failure(let error):
    expect(
      [.malformedFile, .tooLarge, .badArgument, .unknownColumn].contains(error.code),
      "a reader's error, not \(error)")
  case .success(let loaded):
    checkShape(loaded)
    checkRejects(loaded, Lines(file, endAtCR: false))
    checkLines(loaded, file)
    checkWrittenJSON(loaded)
    checkWrittenCSV(loaded)
  }
}

/// Of lines that each hold an object, each is kept, rejected or blank.
private func checkLines(_ loaded: LoadedTable, _ file: [UInt8]) {
  let lines = file.split(separator: 0x0A).filter { line in
    !line.allSatisfy { [0x20, 0x09, 0x0D].contains($0) }
  }
  let isByLine = lines.count > 1 && lines.allSatisfy { $0.first == 0x7B && $0.last == 0x7D }
  if !isByLine { return }
  // One object over several lines may look like that too.
  if loaded.table.rowCount == 1, loaded.rejects.isEmpty { return }
  expect(
    lines.count == loaded.table.rowCount + loaded.rejects.count,
    "\(lines.count) rows, not \(loaded.table.rowCount) kept and \(loaded.rejects.count) rejected")
}

func readJSON(_ file: [UInt8], _ options: CSVOptions) -> Outcome {
  let padded = file + [UInt8](repeating: 0, count: 8)
  return padded.withUnsafeBufferPointer { bytes in
    guard let base = bytes.baseAddress else { return .failure(Diagnostic(.cannotRead, "no bytes")) }
    do throws(Diagnostic) {
      return .success(
        try JSONReader.read(
          base, file.count, name: "case.json", fingerprint: "", options: options,
          budget: MemoryBudget(bytes: 1 << 28), progress: Progress("case.json", total: 0)))
    } catch {
      return .failure(error)
    }
  }
}
