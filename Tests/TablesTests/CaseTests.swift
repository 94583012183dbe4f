import Diagnostics
import Foundation
import Tables
import Testing

/// What becomes of faulty files: one small file for each case, `Cases/NAME.csv`, and beside it `NAME.txt`, which holds what
/// loading it without options gives. `OGIVE_GOLDEN=1` writes those anew; read them then.
struct CaseTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Cases")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".csv") }.map { String($0.dropLast(4)) }.sorted()
  }()

  @Test func casesAreThere() { #expect(CaseTests.names.count > 50) }

  @Test(arguments: names)
  func loadsAsItSays(name: String) throws {
    let file = CaseTests.folder.appendingPathComponent(name + ".csv")
    let golden = CaseTests.folder.appendingPathComponent(name + ".txt")
    let found = CaseTests.outcome([UInt8](try Data(contentsOf: file)))
    if ProcessInfo.processInfo.environment["OGIVE_GOLDEN"] != nil {
      try found.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == found)
  }

  private static func outcome(_ bytes: [UInt8]) -> String {
    var lines: [String] = []
    do throws(Diagnostic) {
      let loaded = try read(bytes)
      let table = loaded.table
      lines.append(
        zip(table.names, types(table)).map { "\($0): \($1.rawValue)" }.joined(separator: " | "))
      for row in rows(table).prefix(8) { lines.append(row.joined(separator: " | ")) }
      if table.rowCount > 8 { lines.append("… \(table.rowCount) rows") }
      for reject in loaded.rejects {
        lines.append(
          "rejected: line \(reject.line), byte \(reject.byte): \(reject.reason): \(reject.text)")
      }
      lines += loaded.notes.map { "note: \($0.text)" }
    } catch {
      lines.append("error: \(error.message)")
      lines += error.details.map { "  \($0)" } + error.help.map { "  help: \($0)" }
    }
    return lines.map { $0.replacingOccurrences(of: "\n", with: "\\n") }.joined(separator: "\n")
      + "\n"
  }
}
