import Diagnostics
import Tables
import Testing

/// Reads a text as a file of that name.
func read(_ text: String, _ options: CSVOptions = CSVOptions()) throws(Diagnostic) -> LoadedTable {
  try read(Array(text.utf8), options)
}

func read(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) throws(Diagnostic) -> LoadedTable
{
  var result: Result<LoadedTable, Diagnostic> = .failure(Diagnostic(.cannotRead, "not read"))
  bytes.withUnsafeBytes { bytes in
    do throws(Diagnostic) {
      result = .success(try CSVReader.read(bytes: bytes, name: "case.csv", options: options))
    } catch {
      result = .failure(error)
    }
  }
  return try result.get()
}

/// The diagnostic that reading gives, or `nil` if it gives none.
func failure(_ text: String, _ options: CSVOptions = CSVOptions()) -> Diagnostic? {
  failure(Array(text.utf8), options)
}

func failure(_ bytes: [UInt8], _ options: CSVOptions = CSVOptions()) -> Diagnostic? {
  do throws(Diagnostic) {
    _ = try read(bytes, options)
    return nil
  } catch {
    return error
  }
}

/// A table's rows as texts, for comparing at a glance.
func rows(_ table: Table) -> [[String]] {
  (0..<table.rowCount).map { row in table.columns.map { $0[row].text() } }
}

func types(_ table: Table) -> [ColumnType] { table.columns.map(\.type) }

/// A table of columns that are known to fit.
func table(_ named: [(name: String, column: Column)], rowCount: Int? = nil) throws -> Table {
  try #require(Table(named, rowCount: rowCount))
}

/// A table of cells.
func made(_ named: [(name: String, cells: [Cell])]) throws -> Table {
  try table(named.map { ($0.name, try #require(Column(cells: $0.cells))) })
}
